//! From what is on the wire to what plans and builds are made of, and back.

mod dependencies;
mod environments;
mod requirements;

pub(crate) use dependencies::{Names, constraint, dependency};
pub(crate) use environments::{packaging, solved};
pub(crate) use requirements::{SourceSpecs, requirements};

use cargo_conda::backend::VariantValue as PlanValue;

use crate::wire::VariantValue;

/// A value of a variant, for a plan.
pub(crate) fn plan_value(value: &VariantValue) -> PlanValue {
    match value {
        VariantValue::Bool(flag) => PlanValue::Flag(*flag),
        VariantValue::Int(number) => PlanValue::Number(*number),
        VariantValue::String(text) => PlanValue::Text(text.clone()),
    }
}

/// A value of a variant, for pixi.
pub(crate) fn wire_value(value: &PlanValue) -> VariantValue {
    match value {
        PlanValue::Flag(flag) => VariantValue::Bool(*flag),
        PlanValue::Number(number) => VariantValue::Int(*number),
        PlanValue::Text(text) => VariantValue::String(text.clone()),
    }
}
