//! Values of variant keys, of which the protocol and plans have the same three kinds.

use cargo_conda::VariantValue as PlanValue;

use crate::wire::VariantValue;

/// A value as plans have it.
pub(crate) fn variant_to_plan(value: &VariantValue) -> PlanValue {
    match value {
        VariantValue::Bool(flag) => PlanValue::Flag(*flag),
        VariantValue::Int(number) => PlanValue::Number(*number),
        VariantValue::String(text) => PlanValue::Text(text.clone()),
    }
}

/// A value as pixi has it.
pub(crate) fn variant_to_wire(value: &PlanValue) -> VariantValue {
    match value {
        PlanValue::Flag(flag) => VariantValue::Bool(*flag),
        PlanValue::Number(number) => VariantValue::Int(*number),
        PlanValue::Text(text) => VariantValue::String(text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        for value in
            [VariantValue::Bool(true), VariantValue::Int(-7), VariantValue::String("3.11".to_owned())]
        {
            assert_eq!(variant_to_wire(&variant_to_plan(&value)), value);
        }
    }
}
