//! The customers of the demonstration, who order over HTTP.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use anyhow::{Context, ensure};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use crate::products::PRODUCTS;

/// The number of customers at a time, and the interval after which the next customer takes a place.
const AT_ONCE: u64 = 8;
const EACH: Duration = Duration::from_millis(20);

/// Customers who enter the shop, order over HTTP, and leave.
pub(super) struct Customers {
    shop: Arc<Door>,
    places: JoinSet<anyhow::Result<()>>,
}

struct Door {
    address: String,
    client: Client,
    counters: Counters,
    is_closed: AtomicBool,
}

#[derive(Default)]
struct Counters {
    came: AtomicU64,
    one_page: AtomicU64,
    three_pages: AtomicU64,
    failed: AtomicU64,
}

/// The results of their checkouts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) one_page: u64,
    pub(super) three_pages: u64,
    pub(super) failed: u64,
}

impl Customers {
    /// Starts the customers.
    pub(super) fn come_to(address: &str) -> Self {
        let shop = Arc::new(Door {
            address: address.to_owned(),
            client: Client::new(),
            counters: Counters::default(),
            is_closed: AtomicBool::default(),
        });
        let mut places = JoinSet::new();
        for _ in 0..AT_ONCE {
            places.spawn(come_and_go(shop.clone()));
        }
        Self { shop, places }
    }

    /// Sets the percentage of failing calls of the new checkout.
    pub(super) async fn have_fail(&self, percent: u8) -> anyhow::Result<()> {
        let answer = self.shop.client.put(format!("{}/faults/{percent}", self.shop.address)).send().await?;
        answer.error_for_status().context("the shop does not fail")?;
        Ok(())
    }

    /// Returns the results since the last call.
    pub(super) fn take_seen(&self) -> Seen {
        let Counters { one_page, three_pages, failed, .. } = &self.shop.counters;
        let take = |counter: &AtomicU64| counter.swap(0, Relaxed);
        Seen { one_page: take(one_page), three_pages: take(three_pages), failed: take(failed) }
    }

    /// Waits until the last customer has left.
    ///
    /// # Errors
    ///
    /// If a response is neither a successful nor a failed checkout.
    pub(super) async fn leave(mut self) -> anyhow::Result<()> {
        self.shop.is_closed.store(true, Relaxed);
        while let Some(place) = self.places.join_next().await {
            place??;
        }
        Ok(())
    }
}

async fn come_and_go(shop: Arc<Door>) -> anyhow::Result<()> {
    let mut next = interval(EACH);
    next.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !shop.is_closed.load(Relaxed) {
        next.tick().await;
        shop.visit().await?;
    }
    Ok(())
}

impl Door {
    /// Orders some pieces of a product as a new customer.
    async fn visit(&self) -> anyhow::Result<()> {
        let number = self.counters.came.fetch_add(1, Relaxed);
        let user = format!("customer-{number}");
        let send = |path, body: Value| {
            self.client.post(format!("{}{path}", self.address)).header("x-user", &user).json(&body).send()
        };
        let product = number % PRODUCTS.len() as u64 + 1;
        let cart = send("/cart", json!({ "product": product, "quantity": number % 13 + 1 })).await?;
        ensure!(cart.status() == StatusCode::OK, "the cart: {}", cart.status());
        let checkout = send("/checkout", Value::Null).await?;
        let counter = match checkout.status() {
            StatusCode::OK => match checkout.json::<Value>().await?["flow"].as_str() {
                Some("one-page") => &self.counters.one_page,
                _ => &self.counters.three_pages,
            },
            StatusCode::BAD_GATEWAY => &self.counters.failed,
            status => anyhow::bail!("the checkout: {status}"),
        };
        counter.fetch_add(1, Relaxed);
        Ok(())
    }
}
