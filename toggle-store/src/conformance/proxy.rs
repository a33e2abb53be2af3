//! A TCP proxy that stalls, cuts and delays, for the tests of an engine on a network.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use super::Outage;

/// The delay of [`Outage::Delay`].
const DELAY: Duration = Duration::from_millis(50);

/// A proxy on a free port of the loopback address.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    target: SocketAddr,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    outage: Outage,
    /// Both ends of all connections.
    connections: Vec<TcpStream>,
    is_closed: bool,
}

impl Proxy {
    /// Starts a proxy in front of a server.
    ///
    /// # Panics
    ///
    /// There is no free port.
    #[must_use]
    pub fn start(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let state = State { outage: Outage::Over, connections: Vec::new(), is_closed: false };
        let shared = Arc::new(Shared { target, state: Mutex::new(state), changed: Condvar::new() });
        let accepting = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if accepting.state().is_closed {
                    return;
                }
                accepting.clone().connect(client);
            }
        });
        Self { address, shared }
    }

    /// Returns the address to which clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins or ends an outage.
    pub fn set(&self, outage: Outage) {
        let mut state = self.shared.state();
        state.outage = outage;
        if outage == Outage::Cut {
            end_all(&mut state);
        }
        drop(state);
        self.shared.changed.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.is_closed = true;
        end_all(&mut state);
        drop(state);
        self.shared.changed.notify_all();
        // Ends the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connects a client to the server, unless all connections are cut.
    fn connect(self: Arc<Self>, client: TcpStream) {
        let Ok(server) = TcpStream::connect(self.target) else { return };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let mut state = self.state();
        if state.outage == Outage::Cut {
            return;
        }
        let clones = [client.try_clone(), server.try_clone()];
        state.connections.extend(clones.into_iter().flatten());
        drop(state);
        for (from, to) in [(client.try_clone(), server.try_clone()), (Ok(server), Ok(client))] {
            if let (Ok(from), Ok(to)) = (from, to) {
                let shared = self.clone();
                thread::spawn(move || shared.forward(from, to));
            }
        }
    }

    /// Forwards what arrives, until one end closes.
    fn forward(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let mut state = self.state();
            while state.outage == Outage::Stall && !state.is_closed {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let is_delayed = state.outage == Outage::Delay;
            drop(state);
            if is_delayed {
                thread::sleep(DELAY);
            }
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }
}

fn end_all(state: &mut State) {
    for connection in state.connections.drain(..) {
        let _ = connection.shutdown(Shutdown::Both);
    }
}
