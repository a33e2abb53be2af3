//! Routing: from the head of a request to a query or a change.

use std::borrow::Cow;

use http::{Method, StatusCode, request::Parts};
use percent_encoding::percent_decode_str;
use toggle_runtime::{Attribute, Context};

use super::answer::Answer;

pub(super) enum Route {
    Ask(Question),
    Order(Order),
}

/// A query about the toggles.
#[derive(Debug, PartialEq)]
pub(super) enum Question {
    Toggles,
    Toggle(String),
    Explain(String, Context),
    Problems,
    History,
}

/// A change, whose arguments are in the body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Order {
    Set,
    Clear,
    Reset,
}

const READ: &str = "GET, HEAD";
const CHANGE: &str = "POST";

pub(super) fn route(request: &Parts, prefix: &str) -> Result<Route, Answer> {
    let path = request.uri.path().strip_prefix(prefix).and_then(|path| path.strip_prefix('/')).ok_or_else(unknown)?;
    let (head, name) = match path.split_once('/') {
        Some((head, name)) => (head, Some(name)),
        None => (path, None),
    };
    // The path is matched before the method, so that a wrong method gets a 405 with the right one.
    let order = match (head, name) {
        ("set", None) => Some(Order::Set),
        ("clear", None) => Some(Order::Clear),
        ("reset", None) => Some(Order::Reset),
        ("toggles" | "problems" | "history", None) => None,
        ("toggles" | "explain", Some(name)) if !name.is_empty() && !name.contains('/') => None,
        _ => return Err(unknown()),
    };
    if let Some(order) = order {
        return if request.method == Method::POST { Ok(Route::Order(order)) } else { Err(Answer::not_allowed(CHANGE)) };
    }
    if ![Method::GET, Method::HEAD].contains(&request.method) {
        return Err(Answer::not_allowed(READ));
    }
    Ok(Route::Ask(match (head, name) {
        ("explain", Some(name)) => Question::Explain(decoded(name)?, context(request.uri.query().unwrap_or_default())?),
        (_, Some(name)) => Question::Toggle(decoded(name)?),
        ("problems", None) => Question::Problems,
        ("history", None) => Question::History,
        ("toggles", None) => Question::Toggles,
        _ => return Err(unknown()),
    }))
}

fn unknown() -> Answer {
    let text = "there is nothing at this path; there are `toggles`, `toggles/{name}`, `explain/{name}`, `problems`, \
                `history`, `set`, `clear` and `reset`";
    Answer::refusal(StatusCode::NOT_FOUND, text)
}

fn bad(text: &str) -> Answer {
    Answer::refusal(StatusCode::BAD_REQUEST, text)
}

fn decoded(name: &str) -> Result<String, Answer> {
    let name = percent_decode_str(name).decode_utf8();
    name.map(Cow::into_owned).map_err(|_| bad("the name in the path is not UTF-8; write the toggle's name unchanged"))
}

/// The highest number of parameters in a query. It bounds the quadratic time of collecting attributes.
const MAX_PARAMETERS: usize = 64;

/// Returns the context that a query describes.
fn context(query: &str) -> Result<Context, Answer> {
    let mut key = None;
    let mut attributes: Vec<(String, Vec<Attribute>)> = Vec::new();
    for (count, (name, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
        if count == MAX_PARAMETERS {
            return Err(bad("there are more than 64 parameters; send only the attributes that rules use"));
        }
        if name == "key" {
            if key.replace(value.into_owned()).is_some() {
                return Err(bad("`key` is set twice; a context has one targeting key"));
            }
            continue;
        }
        match attributes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(attribute(&value)),
            None => attributes.push((name.into_owned(), vec![attribute(&value)])),
        }
    }
    let context = key.map(Context::new).unwrap_or_default();
    Ok(attributes.into_iter().fold(context, |context, (name, mut values)| match values.len() {
        1 => context.with(name, values.remove(0)),
        _ => context.with(name, values),
    }))
}

fn attribute(text: &str) -> Attribute {
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if let Some(text) = quoted {
        return text.into();
    }
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '.');
    match text {
        "true" => true.into(),
        "false" => false.into(),
        number if is_number => {
            let float = || number.parse::<f64>().ok().filter(|float| float.is_finite()).map(Attribute::from);
            number.parse::<i64>().ok().map(Attribute::from).or_else(float).unwrap_or_else(|| number.into())
        }
        text => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: &Context) {
        assert_eq!(context(query).expect("it is a context"), *expected);
    }

    #[test]
    fn query_becomes_a_context() {
        check("", &Context::default());
        check("key=ada%40example.org&country=NL", &Context::new("ada@example.org").with("country", "NL"));
        check("key=42", &Context::new("42"));
        check(
            "a=42&b=-1.5&c=true&d=false",
            &Context::default().with("a", 42).with("b", -1.5).with("c", true).with("d", false),
        );
        let texts = Context::default().with("a", "42").with("b", "true").with("c", "4x").with("d", "-").with("e", "");
        check("a=%2242%22&b=%22true%22&c=4x&d=-&e=", &texts);
        check("a=1e999&b=nan&c=inf", &Context::default().with("a", "1e999").with("b", "nan").with("c", "inf"));
        let groups = Attribute::List(vec!["beta".into(), "staff".into(), 3.into()]);
        check("group=beta&group=staff&group=3", &Context::default().with("group", groups));
        check("a+b=c+d&%zz=%zz&=x", &Context::default().with("a b", "c d").with("%zz", "%zz").with("", "x"));
    }

    #[test]
    fn query_with_too_much_is_refused() {
        assert!(context("key=a&key=b").is_err());
        let many = |count: usize| (0..count).map(|at| format!("a{at}=1")).collect::<Vec<_>>().join("&");
        assert_eq!(context(&many(MAX_PARAMETERS)).expect("that many are allowed").iter().len(), MAX_PARAMETERS);
        assert!(context(&many(MAX_PARAMETERS + 1)).is_err());
    }
}
