//! The OpenFeature SDK with an in-memory provider.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use async_trait::async_trait;
use open_feature::{
    Client, EvaluationContext, EvaluationError, EvaluationErrorCode, EvaluationResult, OpenFeature, StructValue,
    provider::{FeatureProvider, NoOpProvider, ProviderMetadata, ResolutionDetails},
};
use toggle_measure::{Case, Flips, ready};
use tokio::runtime::Runtime;

use crate::check::{NAME, toggles};

const WHO: &str = "`open-feature`";

/// A provider as the SDK's README recommends to write it, because the Rust SDK has no in-memory provider.
struct InMemory {
    metadata: ProviderMetadata,
    toggles: RwLock<HashMap<String, bool>>,
}

#[async_trait]
impl FeatureProvider for InMemory {
    fn metadata(&self) -> &ProviderMetadata {
        &self.metadata
    }

    async fn resolve_bool_value(&self, name: &str, _: &EvaluationContext) -> EvaluationResult<ResolutionDetails<bool>> {
        let toggles = self.toggles.read().unwrap_or_else(PoisonError::into_inner);
        toggles.get(name).map(|&on| ResolutionDetails::new(on)).ok_or_else(not_found)
    }

    async fn resolve_int_value(&self, _: &str, _: &EvaluationContext) -> EvaluationResult<ResolutionDetails<i64>> {
        Err(not_found())
    }

    async fn resolve_float_value(&self, _: &str, _: &EvaluationContext) -> EvaluationResult<ResolutionDetails<f64>> {
        Err(not_found())
    }

    async fn resolve_string_value(
        &self,
        _: &str,
        _: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<String>> {
        Err(not_found())
    }

    async fn resolve_struct_value(
        &self,
        _: &str,
        _: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<StructValue>> {
        Err(not_found())
    }
}

fn not_found() -> EvaluationError {
    EvaluationError { code: EvaluationErrorCode::FlagNotFound, message: None }
}

#[inline(never)]
pub(super) fn ask(client: &Client) -> bool {
    ready(client.get_bool_value(NAME, None, None)).unwrap_or(false)
}

/// Returns a client of a provider. The name is unique, because a provider replaces another one of the same name.
pub(super) fn client(runtime: &Runtime, name: &str, provider: impl FeatureProvider) -> Client {
    runtime.block_on(async {
        let mut api = OpenFeature::singleton_mut().await;
        api.set_named_provider(name, provider).await;
        api.create_named_client(name)
    })
}

pub(crate) fn checks(runtime: &Runtime) -> Vec<Case> {
    let nobody = client(runtime, "nobody", NoOpProvider::default());
    let metadata = ProviderMetadata::new("in memory");
    let in_memory = client(runtime, "in memory", InMemory { metadata, toggles: RwLock::new(toggles()) });
    vec![
        Case::new(WHO, "its no-op provider", move || ask(&nobody)).flips(Flips::Never),
        Case::new(WHO, "a provider in memory", move || ask(&in_memory))
            .flips(Flips::Each)
            .note("it has none for Rust: ours, over a `RwLock<HashMap>`"),
    ]
}
