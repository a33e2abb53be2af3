//! URLs and variables, and the addresses and errors that they make.

use super::address;
#[cfg(feature = "tls")]
use crate::address::Password;

fn variables(name: &str) -> Option<String> {
    match name {
        "TOGGLE_STORE_CA" => Some("/v/ca".to_owned()),
        "TOGGLE_STORE_CERT" => Some("/v/cert".to_owned()),
        "TOGGLE_STORE_KEY" => Some("/v/key".to_owned()),
        "TOGGLE_STORE_PASSWORD_FILE" => Some("/v/password".to_owned()),
        _ => None,
    }
}

#[track_caller]
fn check(url: &str, shown: &str) {
    assert_eq!(address(url, &|_| None).expect("a valid URL").to_string(), shown);
}

#[track_caller]
fn check_error(url: &str, part: &str) {
    let error = address(url, &|_| None).expect_err("an invalid URL");
    let message = error.to_string();
    assert!(error.is_invalid_address());
    assert!(message.contains(part), "{message}");
    assert!(!message.contains("tiger") && !format!("{error:?}").contains("tiger"), "{message}");
}

#[test]
fn port_defaults_to_the_one_of_etcd() {
    check("etcd://localhost/shop", "etcd://localhost:2379/shop");
}

#[cfg(feature = "tls")]
#[test]
fn several_hosts_keep_their_ports() {
    check("etcds://a:1,b,[::1],[::1]:2/shop", "etcds://a:1,b:2379,[::1]:2379,[::1]:2/shop");
}

#[test]
fn credentials_are_not_displayed() {
    check("etcd://ada:tiger@h/shop", "etcd://h:2379/shop");
}

#[test]
fn credentials_are_percent_decoded() {
    let address = address("etcd://ada%40x:ti%2Fg%3Aer@h/shop", &|_| None).expect("a valid URL");
    assert_eq!(address.user.as_deref(), Some("ada@x"));
    assert_eq!(address.read_password().expect("no file").expect("a password").reveal(), "ti/g:er");
}

#[test]
fn at_sign_in_password_belongs_to_it() {
    let address = address("etcd://ada:ti@ger@h/shop", &|_| None).expect("a valid URL");
    assert_eq!(address.read_password().expect("no file").expect("a password").reveal(), "ti@ger");
}

#[test]
fn debug_hides_the_password() {
    let address = address("etcd://ada:tiger@h/shop", &|_| None).expect("a valid URL");
    assert!(!format!("{address:?}").contains("tiger"));
}

#[cfg(feature = "tls")]
#[test]
fn variables_complete_the_url() {
    let address = address("etcds://ada@h/shop", &variables).expect("a valid URL");
    assert_eq!(address.certificates.ca, Some("/v/ca".into()));
    assert_eq!(address.certificates.identity, Some(("/v/cert".into(), "/v/key".into())));
    assert!(matches!(address.password, Some(Password::File(file)) if file == *"/v/password"));
}

#[cfg(feature = "tls")]
#[test]
fn parameters_override_variables() {
    let url = "etcds://ada@h/shop?ca=/p/ca&cert=/p/cert&key=/p%2Fkey&password-file=/p/password";
    let address = address(url, &variables).expect("a valid URL");
    assert_eq!(address.certificates.ca, Some("/p/ca".into()));
    assert_eq!(address.certificates.identity, Some(("/p/cert".into(), "/p/key".into())));
    assert!(matches!(address.password, Some(Password::File(file)) if file == *"/p/password"));
}

#[test]
fn plain_url_ignores_certificate_variables() {
    let address = address("etcd://h/shop", &variables).expect("a valid URL");
    assert!(address.certificates.ca.is_none() && address.certificates.identity.is_none());
    assert!(address.password.is_none());
}

#[test]
fn wrong_scheme_is_refused() {
    check_error("http://ada:tiger@h/shop", "neither etcd:// nor etcds://");
}

#[test]
fn missing_namespace_is_refused() {
    check_error("etcd://ada:tiger@h:2379", "names no namespace");
}

#[test]
fn namespace_with_a_slash_is_refused() {
    check_error("etcd://ada:tiger@h/shop/document", "namespace in the URL of the store is invalid");
}

#[test]
fn slash_in_the_password_is_refused() {
    check_error("etcd://ada:ti/tiger@h/shop", "percent-encode");
    check_error("etcd://ada:tiger/x@h/shop", "percent-encode");
    check_error("etcd://ada:tiger?x@h/shop", "percent-encode");
}

#[test]
fn port_that_may_be_a_password_is_not_shown() {
    check_error("etcd://ada:tiger/shop", "a host in the URL of the store is invalid");
}

#[test]
fn user_without_password_is_refused() {
    check_error("etcd://ada@h/shop", "no password for the user `ada`");
}

#[test]
fn password_without_user_is_refused() {
    check_error("etcd://:tiger@h/shop", "a password without a user");
}

#[test]
fn unknown_parameter_is_refused() {
    check_error("etcd://h/shop?password=tiger", "unknown parameter `password`");
}

#[cfg(feature = "tls")]
#[test]
fn repeated_parameter_is_refused() {
    check_error("etcds://h/shop?ca=/a&ca=/b", "the parameter `ca` twice");
}

#[cfg(feature = "tls")]
#[test]
fn certificate_without_key_is_refused() {
    check_error("etcds://h/shop?cert=/a", "TOGGLE_STORE_KEY");
}

#[test]
fn certificate_without_tls_is_refused() {
    check_error("etcd://h/shop?ca=/a", "need etcds://");
}

#[cfg(not(feature = "tls"))]
#[test]
fn tls_without_the_feature_is_refused() {
    check_error("etcds://ada:tiger@h/shop", "feature `tls`");
}
