//! The errors of the shop, and their status codes.

use std::fmt;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use toggle_runtime::ToggleOff;

/// The reason why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShopError {
    NotFound,
    EmptyCart,
    Payment,
    NoPercentage,
}

/// A feature that is off looks to the client like a feature that does not exist.
impl From<ToggleOff> for ShopError {
    fn from(_: ToggleOff) -> Self {
        Self::NotFound
    }
}

impl fmt::Display for ShopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "there is nothing here",
            Self::EmptyCart => "the cart is empty; add something with POST /cart",
            Self::Payment => "the payment has failed; your cart is as it was, so try again with POST /checkout",
            Self::NoPercentage => "a percentage is at most 100",
        })
    }
}

impl std::error::Error for ShopError {}

impl IntoResponse for ShopError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::EmptyCart => StatusCode::CONFLICT,
            Self::Payment => StatusCode::BAD_GATEWAY,
            Self::NoPercentage => StatusCode::BAD_REQUEST,
        };
        (status, self.to_string()).into_response()
    }
}
