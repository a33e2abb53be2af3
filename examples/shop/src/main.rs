//! A web shop whose features are released by toggles: an ordinary HTTP service that follows a file of states.

mod arguments;
mod toggles;

mod products;
mod search;
mod wishlists;
mod carts;
mod prices;
mod audit;
mod faults;
mod orders;
mod error;
mod shop;

mod user;
mod handlers;
mod routes;

mod events;
mod overview;
mod page;

mod service;
mod demo;

use clap::Parser;

use self::arguments::{Arguments, Command};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { command, serve } = Arguments::parse();
    match command {
        None => service::run(&serve).await,
        Some(Command::Demo(demo)) => demo::run(&demo).await,
    }
}
