//! The macros in user code: shapes of functions and blocks, values, settings, scopes. No test here changes the state of
//! the process; a test that does is a program next to this folder.

mod async_trait_captures;
mod async_trait_inner_self;
mod async_traits;
mod attribute_order;
mod auto_traits;
mod block_fragments;
mod callers;
mod conditional_gates;
mod contexts;
mod conventional;
mod declared_by_generated_names;
mod drop_order;
mod functions;
mod if_not_else;
mod inferred_returns;
mod inside_functions;
mod json_keys;
mod made_by_macros;
mod members;
mod modes;
mod number_types;
mod receivers;
mod record;
mod settings;
mod shadow_scopes;
mod shadowed_names;
mod shadowed_u8;
mod stacked_order;
mod structures;
mod toggle_test;
mod unsafe_functions;
mod unused_let;
mod values;
