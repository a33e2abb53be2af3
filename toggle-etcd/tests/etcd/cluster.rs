//! Three members: failover, elections, and a member without a quorum.

use std::time::{Duration, Instant};

use toggle_etcd::client::{Range, Wake};

use crate::support::{Server, WITHIN, client, end_of, put, value, wait_for};

const PATIENCE: Duration = Duration::from_secs(3);

/// Returns the URL of all members.
fn url(members: &[Server]) -> String {
    let hosts: Vec<_> = members.iter().map(|member| member.host.as_str()).collect();
    format!("etcd://{}/shop", hosts.join(","))
}

/// Returns the position of the leader.
fn leader(members: &[Server]) -> usize {
    let is_leader = |member: &Server| {
        let status = member.control(&["endpoint", "status", "--write-out", "fields"]);
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(&format!("\"{name}\"")));
            line.and_then(|line| line.rsplit_once(' ')).map(|(_, value)| value.to_owned())
        };
        field("MemberID").is_some() && field("MemberID") == field("Leader")
    };
    members.iter().position(is_leader).expect("a leader")
}

#[test]
#[ignore = "needs etcd"]
fn killed_leader_is_replaced() {
    let mut members = Server::cluster();
    let client = client(&url(&members));
    put(&client, "k", "old");
    let leader = leader(&members);
    members[leader].kill();
    let start = Instant::now();
    wait_for("a new leader", || client.range(&Range::key("k"), PATIENCE).is_ok());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let mut watch = client.watch([Range::key("k")], PATIENCE).expect("a watch");
    let revision = put(&client, "k", "new");
    assert_eq!(watch.wait(WITHIN).expect("a change"), Wake::Changed(revision));
}

#[test]
#[ignore = "needs etcd"]
fn frozen_member_is_left_for_another() {
    let members = Server::cluster();
    // Several clients begin with different members.
    let clients: Vec<_> = (0..6).map(|_| client(&url(&members))).collect();
    for client in &clients {
        put(client, "k", "old");
    }
    let frozen = (leader(&members) + 1) % members.len();
    members[frozen].freeze();
    for client in &clients {
        let start = Instant::now();
        assert_eq!(value(client, "k").as_deref(), Some("old"));
        assert!(start.elapsed() < WITHIN / 2, "{:?}", start.elapsed());
        client.range(&Range::key("k"), PATIENCE).expect("the connection to another member");
    }
}

#[test]
#[ignore = "needs etcd"]
fn member_without_quorum_ends_watch_and_reads() {
    let mut members = Server::cluster();
    let alone = leader(&members);
    let client = client(&format!("etcd://{}/shop", members[alone].host));
    put(&client, "k", "old");
    let mut watch = client.watch([Range::key("k")], PATIENCE).expect("a watch");
    for (_, other) in members.iter_mut().enumerate().filter(|(member, _)| *member != alone) {
        other.kill();
    }
    let (after, error) = end_of(&mut watch);
    assert!(error.is_unavailable(), "{error}");
    assert!(error.to_string().contains("no leader"), "{error}");
    assert!(after < Duration::from_secs(10), "{after:?}");
    let start = Instant::now();
    let error = client.range(&Range::key("k"), PATIENCE).expect_err("no quorum");
    assert!(error.is_unavailable() && start.elapsed() < PATIENCE * 2, "{error} after {:?}", start.elapsed());
    assert!(client.watch([Range::key("k")], PATIENCE).expect_err("no quorum").is_unavailable());

    let other = (alone + 1) % members.len();
    members[other].restart();
    wait_for("a quorum", || client.range(&Range::key("k"), PATIENCE).is_ok());
    assert_eq!(value(&client, "k").as_deref(), Some("old"));
}
