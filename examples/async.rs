//! Gated asynchronous functions, and a scope for a task.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::future::ready;

use toggle_runtime::{Context, ToggleOff, feature_toggle, scope};

#[feature_toggle("instant-search", else = slow_search(query).await)]
async fn search(query: &str) -> String {
    format!("{} at once", ready(query).await)
}

async fn slow_search(query: &str) -> String {
    format!("{} after a while", ready(query).await)
}

// No `else` is necessary, because the error type implements `From<ToggleOff>`.
#[feature_toggle("export")]
async fn export(query: &str) -> Result<String, ToggleOff> {
    Ok(format!("{}.csv", ready(query).await))
}

fn main() {
    let request = async {
        println!("{}", search("boots").await);
        match export("boots").await {
            Ok(file) => println!("{file}"),
            Err(off) => println!("no export: {off}"),
        }
    };
    // Any executor works: the scope is entered at each poll, on the polling thread.
    let scope = scope().context(Context::new("user-123").with("plan", "pro")).set("instant-search", true);
    pollster::block_on(scope.run_async(request));
}
