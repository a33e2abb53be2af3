//! The types of a toggle that several programs declare differently.

use serde_json::{Value, json};
use toggle_admin::inventory::{self, Inventory, Toggle};
use toggle_syntax::Type;

/// A toggle, as declared by the programs that agree on its type.
pub(super) struct Typed {
    /// The toggle, with the declarations of this type alone.
    pub(super) toggle: Toggle,
    pub(super) ty: Type,
    /// The names of these programs, unless all programs agree.
    pub(super) programs: Vec<String>,
}

/// Returns a toggle once for each type in its declarations.
pub(super) fn of(toggle: &Toggle, programs: &[Inventory]) -> Vec<Typed> {
    let mut types: Vec<Type> = Vec::new();
    for declaration in &toggle.declarations {
        if !types.contains(&declaration.ty) {
            types.push(declaration.ty.clone());
        }
    }
    if types.len() < 2 {
        return vec![Typed { ty: toggle.ty(), toggle: toggle.clone(), programs: Vec::new() }];
    }
    types.into_iter().map(|ty| of_type(toggle, ty, programs)).collect()
}

fn of_type(toggle: &Toggle, ty: Type, programs: &[Inventory]) -> Typed {
    let mut toggle = toggle.clone();
    toggle.declarations.retain(|declaration| declaration.ty == ty);
    if let Some(declaration) = toggle.declarations.first() {
        toggle.default = declaration.default.clone();
    }
    let declares = |program: &Inventory| {
        program.find(&toggle.name).is_some_and(|found| found.declarations.iter().any(|one| one.ty == ty))
    };
    let names = inventory::names(programs).into_iter().zip(programs);
    let programs = names.filter(|(_, program)| declares(program)).map(|(name, _)| name).collect();
    Typed { toggle, ty, programs }
}

/// Returns the schema of a toggle. If several programs give it several types, the schema accepts values of any of them.
pub(super) fn any_of(types: &[Typed], schema: impl Fn(&Typed) -> Value) -> Value {
    match types {
        [one] => schema(one),
        several => json!({
            "description": "Several programs declare this toggle, each with its own type.",
            "anyOf": several.iter().map(schema).collect::<Vec<_>>(),
        }),
    }
}
