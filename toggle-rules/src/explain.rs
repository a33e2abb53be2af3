//! The explanation of a decision in prose.

use std::fmt;

use crate::{
    attribute::{Attribute, AttributeRef},
    attribute_cache::{AttributeCache, CompiledCondition},
    condition::{Condition, Test},
    date,
    definition::Share,
    evaluate::{DecidedBy, Outcome, RuleResult},
    percentage::Percentage,
    policy::{Compiled, Rules},
    reason::{Reason, RuleStep},
    shown::Shown,
    targeting::{AttributeName, Targeting},
};

/// A recorder of the results of all rules, for one toggle and one context.
#[allow(missing_debug_implementations, reason = "it lives for one call")]
pub struct Explainer<'a> {
    rules: &'a Rules,
    subject: Subject<'a>,
    /// The name of the file that holds the rules, if a file holds them.
    file: Option<&'a str>,
    steps: Vec<RuleStep>,
}

/// The prose form of a decision.
#[derive(Debug)]
pub struct Explanation {
    /// The reason under its `OpenFeature` name.
    pub reason: Reason,
    /// The rule that decides, or the step that decides instead.
    pub rule: String,
    /// The error, if the decision is one.
    pub error: Option<String>,
    /// The steps of the evaluation, each with its result.
    pub steps: Vec<RuleStep>,
}

impl<'a> Explainer<'a> {
    /// Returns an explainer without steps.
    ///
    /// The context's own attributes override those of the process. `is_of_process` returns whether an attribute is one
    /// of the process.
    pub fn new(
        rules: &'a Rules,
        context: &'a dyn Targeting,
        is_of_process: &'a dyn Fn(&AttributeName) -> bool,
        file: Option<&'a str>,
    ) -> Self {
        Self { rules, subject: Subject { context, of_process: is_of_process }, file, steps: Vec::new() }
    }

    /// Records the result of a rule.
    pub fn tried(&mut self, position: usize, tried: RuleResult) {
        let rule = &self.rules.list[position];
        let place = self.file.zip(rule.at()).map(|(file, at)| format!("{file}:{at}"));
        let mut step = step(name(position), self.why(rule, tried));
        step.place = place;
        match tried {
            RuleResult::Unfit | RuleResult::WithoutValue => {}
            RuleResult::Out { bucket, threshold } => (step.bucket, step.threshold) = (bucket, Some(threshold)),
            RuleResult::Matched { bucket, threshold, weights } => {
                (step.bucket, step.threshold, step.weights) = (bucket, Some(threshold), weights);
            }
        }
        self.steps.push(step);
    }

    fn why(&self, rule: &Compiled, tried: RuleResult) -> String {
        match tried {
            RuleResult::Unfit => unfit(rule, self.subject),
            RuleResult::WithoutValue => without_value(rule, self.subject),
            RuleResult::Out { bucket: None, .. } => match &rule.rule.share {
                Share::Fixed(_) => "the rollout is at 0 %".to_owned(),
                Share::Ramp(ramp) => format!("the ramp, which begins at {}, is at 0 %", ramp.start()),
            },
            RuleResult::Out { bucket: Some(bucket), threshold } => {
                let of = self.of_process(rule);
                format!("bucket {bucket}{of} is not below {threshold} ({})", Percent(threshold))
            }
            RuleResult::Matched { bucket, threshold, weights } => {
                let of = self.of_process(rule);
                let drawn =
                    bucket.map(|bucket| format!("bucket {bucket}{of} is below {threshold} ({})", Percent(threshold)));
                let weights = weights.map(|bucket| format!("bucket {bucket} of the weights{of}"));
                let fits = rule.when().map(|when| format!("the context fits{}", self.with_process(when.condition)));
                let segment = self.segment(rule).map(|(name, segment)| {
                    format!("it is in the segment `{name}`{}", self.with_process(segment.condition))
                });
                let is_done = matches!(rule.rule.share, Share::Ramp(_)) && bucket.is_none();
                let ramp = is_done.then(|| "the ramp is at 100 %".to_owned());
                let parts: Vec<String> =
                    fits.into_iter().chain(segment).chain(drawn).chain(ramp).chain(weights).collect();
                if parts.is_empty() { "it is for everybody".to_owned() } else { parts.join(", ") }
            }
        }
    }

    /// Returns the first segment of a rule that contains the context.
    fn segment(&self, rule: &'a Compiled) -> Option<(&'a str, CompiledCondition<'a>)> {
        rule.segments().find(|(_, segment)| segment.holds(&mut AttributeCache::of(self.subject.all())))
    }

    /// Names the hashed attribute, if it is an attribute of the process.
    fn of_process(&self, rule: &Compiled) -> String {
        let by = rule.rule.by.as_deref().filter(|by| self.subject.is_of_process(by));
        by.map(|by| format!(" of `{}` of the process", by.as_str())).unwrap_or_default()
    }

    /// Names those attributes of a condition that are attributes of the process.
    fn with_process(&self, condition: &Condition) -> String {
        let mut names: Vec<&str> = Vec::new();
        for test in condition.tests().filter(|test| self.subject.is_of_process(&test.attribute)) {
            let name = test.attribute.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() { String::new() } else { format!(" with `{}` of the process", names.join("` and `")) }
    }

    /// Returns the conditions of the whole table that were met before the first rule was tried.
    fn passed(&self, because: DecidedBy) -> Vec<RuleStep> {
        if because == DecidedBy::Disabled {
            return Vec::new();
        }
        let is_met = !self.rules.requires.is_empty() && !matches!(because, DecidedBy::Required(_));
        let has_window = self.rules.from.is_some() || self.rules.until.is_some();
        let is_open = has_window && !matches!(because, DecidedBy::Required(_) | DecidedBy::Window);
        let requires = is_met.then(|| step("requires".to_owned(), "all required toggles are on".to_owned()));
        let window = is_open.then(|| step("window".to_owned(), "it is open".to_owned()));
        requires.into_iter().chain(window).collect()
    }

    /// Completes the explanation with the outcome. `required` is the toggle that is not on, if that decided.
    pub fn explanation(mut self, outcome: Outcome<'_>, required: Option<&str>) -> Explanation {
        let last = match outcome.because {
            DecidedBy::Disabled => {
                let place = self.file.zip(self.rules.definition.enabled_at).map(|(file, at)| format!("{file}:{at}"));
                let why = "disabled (`enabled = false`)".to_owned();
                Some(RuleStep { place, ..step("enabled".to_owned(), why) })
            }
            DecidedBy::Required(_) => {
                let why = format!("`{}` is not on", required.unwrap_or_default());
                Some(step("requires".to_owned(), why))
            }
            DecidedBy::Window => Some(step("window".to_owned(), self.window())),
            DecidedBy::Rule { .. } => None,
            DecidedBy::Otherwise { without_value } => {
                let counts = if self.rules.says_otherwise() { "`otherwise`" } else { "the declared default" };
                Some(step("otherwise".to_owned(), format!("{}, so {counts} applies", none_matches(without_value))))
            }
            DecidedBy::WithoutKey { position } => {
                let why = format!("{}, so `without-key` applies", none_matches(Some(position)));
                Some(step("without-key".to_owned(), why))
            }
        };
        let error = match outcome.because {
            DecidedBy::Otherwise { without_value: Some(position) } => {
                let why = without_value(&self.rules.list[position], self.subject);
                Some(format!("{}: {why}; {WITHOUT_KEY}", name(position)))
            }
            _ => None,
        };
        self.steps.splice(0..0, self.passed(outcome.because));
        self.steps.extend(last);
        let rule = self.steps.last_mut().map(|step| {
            step.decides = true;
            step.rule.clone()
        });
        Explanation { reason: outcome.because.reason(), rule: rule.unwrap_or_default(), error, steps: self.steps }
    }

    fn window(&self) -> String {
        match (self.rules.from, self.rules.until) {
            (Some(from), Some(until)) => format!("it is not between {from} and {until}"),
            (Some(from), None) => format!("it is before {from}"),
            (None, until) => format!("it is {} or later", until.map(|until| until.to_string()).unwrap_or_default()),
        }
    }
}

/// A context as rules see it: its own attributes override those of the process.
#[derive(Clone, Copy)]
struct Subject<'a> {
    context: &'a dyn Targeting,
    of_process: &'a dyn Fn(&AttributeName) -> bool,
}

impl<'a> Subject<'a> {
    fn all(self) -> &'a dyn Targeting {
        self.context
    }

    fn find(self, name: &AttributeName) -> Option<AttributeRef<'a>> {
        name.find(self.all())
    }

    fn is_of_process(self, name: &AttributeName) -> bool {
        (self.of_process)(name)
    }

    /// Formats the name of an attribute, and whether it is one of the process.
    fn named(self, name: &AttributeName) -> String {
        let of_process = if self.is_of_process(name) { " of the process" } else { "" };
        format!("`{}`{of_process}", name.as_str())
    }
}

/// The advice for a rule that has no value to hash.
const WITHOUT_KEY: &str = "set one, or write `without-key` into the toggle's table";

/// Explains why no rule decides. `without_value` is a rule that had no value to hash.
fn none_matches(without_value: Option<usize>) -> String {
    match without_value {
        None => "no rule matches".to_owned(),
        Some(position) => format!("no rule matches, and {} has no value to hash", name(position)),
    }
}

fn name(position: usize) -> String {
    format!("rule {}", position + 1)
}

fn step(rule: String, why: String) -> RuleStep {
    RuleStep { rule, place: None, decides: false, why, bucket: None, threshold: None, weights: None }
}

fn without_value(rule: &Compiled, subject: Subject<'_>) -> String {
    let Some(by) = rule.rule.by.as_deref() else {
        return "the context has no targeting key, so there is no value to hash".to_owned();
    };
    match subject.find(by) {
        Some(value) => format!("{} is {}, which cannot be hashed", subject.named(by), Shown(value)),
        None => format!("`{}` is missing, so there is no value to hash", by.as_str()),
    }
}

fn unfit(rule: &Compiled, subject: Subject<'_>) -> String {
    let when = rule.when().filter(|when| !when.holds(&mut AttributeCache::of(subject.all())));
    if let Some(when) = when {
        return why_not(when.condition, subject);
    }
    let names = rule.segments().map(|(name, _)| name);
    format!("not in the segment `{}`", names.collect::<Vec<_>>().join("` or `"))
}

/// Returns the first test that fails, or a summary if the condition has alternatives.
fn why_not(condition: &Condition, subject: Subject<'_>) -> String {
    let [only] = &*condition.any else {
        return format!("none of the {} alternatives fits", condition.any.len());
    };
    let failing = only.iter().find(|test| !test.matcher.holds(subject.find(&test.attribute).as_ref()));
    failing.map(|test| why_test_fails(test, subject)).unwrap_or_default()
}

fn why_test_fails(test: &Test, subject: Subject<'_>) -> String {
    let name = subject.named(&test.attribute);
    match subject.find(&test.attribute) {
        None => format!("{name} is missing"),
        Some(value) => {
            let among = if test.matcher.is_list() { "one of " } else { "" };
            let offset = if test.matcher.compares_dates() { missing_offset(&value) } else { "" };
            format!("{name} is {}, not {among}{}{offset}", Shown(value), test.matcher)
        }
    }
}

/// Returns a hint for a string that would be a date if it had an offset.
fn missing_offset(value: &AttributeRef<'_>) -> &'static str {
    let lacks = match value {
        AttributeRef::Text(text) => date::lacks_offset(text),
        AttributeRef::Texts(texts) => texts.iter().any(|text| date::lacks_offset(text)),
        AttributeRef::List(values) => {
            values.iter().any(|value| matches!(value, Attribute::Text(text) if date::lacks_offset(text)))
        }
        _ => false,
    };
    if lacks { "; without an offset, such as `Z`, it is a string, not a date" } else { "" }
}

struct Percent(u32);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", Percentage::of_threshold(self.0))
    }
}
