//! Customers who use the whole shop continuously, and record a complaint about every unexpected response.

use std::{
    collections::BTreeSet,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::{self, JoinHandle, sleep},
    time::Duration,
};

use super::{
    eventually,
    http::{Client, Response},
};

/// The requests with their bodies and the accepted statuses. The wishlist is 404 while its toggle is off.
const ROUND: [(&str, &str, &[u16]); 8] = [
    ("GET /products", "", &[200]),
    ("GET /products/1", "", &[200]),
    ("GET /search/boots", "", &[200]),
    ("GET /wishlist", "", &[200, 404]),
    ("POST /cart", r#"{ "product": 5, "quantity": 12 }"#, &[200]),
    ("POST /checkout", "", &[200]),
    ("GET /", "", &[200]),
    ("GET /operators/toggles", "", &[403]),
];

/// Customers, each on a thread, until they leave.
pub(crate) struct Customers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<Visit>>,
}

#[derive(Default)]
struct Shared {
    go: AtomicBool,
    /// The checkout flow of the latest order.
    flow: Mutex<String>,
}

/// The observations of customers.
#[derive(Debug, Default)]
pub(crate) struct Visit {
    pub(crate) rounds: u32,
    /// All checkout flows seen.
    pub(crate) flows: BTreeSet<String>,
    complaints: Vec<String>,
}

impl Customers {
    /// Starts some customers.
    pub(crate) fn come_to(address: SocketAddr) -> Self {
        let shared = Arc::new(Shared::default());
        let threads = ["ann", "bob"].map(|user| {
            let shared = shared.clone();
            thread::spawn(move || Visit::of(address, user, &shared))
        });
        Self { shared, threads: threads.into() }
    }

    /// Waits until a customer's order uses this flow.
    #[track_caller]
    pub(crate) fn wait_for(&self, flow: &str) {
        eventually(&format!("a customer sees {flow}"), || *self.shared.flow.lock().expect("nobody panics") == flow);
    }

    /// Stops the customers, and returns their observations. No customer may have a complaint.
    #[track_caller]
    pub(crate) fn leave(mut self) -> Visit {
        self.shared.go.store(true, Relaxed);
        let mut all = Visit::default();
        for thread in self.threads.drain(..) {
            let visit = thread.join().expect("a customer does not panic");
            assert_eq!(visit.complaints, [""; 0], "after {} rounds", visit.rounds);
            all.rounds += visit.rounds;
            all.flows.extend(visit.flows);
        }
        all
    }
}

/// This stops the threads when a test fails.
impl Drop for Customers {
    fn drop(&mut self) {
        self.shared.go.store(true, Relaxed);
    }
}

impl Visit {
    /// Runs rounds until the customers leave, at least one, and stops after the first complaint.
    fn of(address: SocketAddr, user: &str, shared: &Shared) -> Self {
        let mut visit = Self::default();
        while visit.complaints.is_empty() && (visit.rounds == 0 || !shared.go.load(Relaxed)) {
            if let Err(error) = visit.round(address, user, shared) {
                visit.complaints.push(error.to_string());
            }
            visit.rounds += 1;
            sleep(Duration::from_millis(1));
        }
        visit
    }

    /// Sends all requests of a round over one connection.
    fn round(&mut self, address: SocketAddr, user: &str, shared: &Shared) -> io::Result<()> {
        let mut client = Client::connect(address, user)?;
        for (request, body, expected) in ROUND {
            let response = client.send(request, body)?;
            if !expected.contains(&response.status) {
                self.complaints.push(format!("{request}: {response:?}"));
            } else if request == "POST /checkout" {
                let flow = self.flow(&response);
                flow.clone_into(&mut shared.flow.lock().expect("nobody panics"));
                self.flows.insert(flow);
            }
        }
        Ok(())
    }

    /// Reads a receipt. The request checks one toggle at its beginning for the flow, and at its end for the mail.
    fn flow(&mut self, response: &Response) -> String {
        let receipt = response.json();
        if receipt["flow"] != receipt["mail"] {
            self.complaints.push(format!("a flip was seen halfway: {receipt}"));
        }
        receipt["flow"].as_str().unwrap_or_default().to_owned()
    }
}
