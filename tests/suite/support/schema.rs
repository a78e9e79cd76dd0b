//! As much of JSON Schema as the project's schema uses. A keyword that is not known here fails, so
//! that the schema promises nothing that is not checked.

use serde_json::Value;

/// What of the document the schema does not allow: where, and what.
pub fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, document, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let mut expect = |holds: bool, what: String| {
        if !holds {
            faults.push(format!("{at}: {what}, not {value}"));
        }
    };
    let mut deeper = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "const" => expect(value == rule, format!("is {rule}")),
            "enum" => expect(rule.as_array().unwrap().contains(value), format!("is one of {rule}")),
            "minimum" => {
                let least = rule.as_f64().unwrap();
                expect(value.as_f64().is_none_or(|v| v >= least), format!("is at least {least}"));
            }
            "type" => {
                let types = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                let is = types.iter().any(|kind| is_of(value, kind.as_str().unwrap()));
                expect(is, format!("is of type {rule}"));
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    expect(value.get(name.as_str().unwrap()).is_some(), format!("has {name}"));
                }
            }
            "additionalProperties" => {
                assert_eq!(rule, false);
                let known = schema["properties"].as_object().unwrap();
                for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
                    expect(known.contains_key(name), format!("has no {name}"));
                }
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    deeper.extend(value.get(name).map(|v| (rule, v, format!("{at}.{name}"))));
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    deeper.push((rule, item, format!("{at}[{index}]")));
                }
            }
            "$ref" => {
                let path = rule.as_str().unwrap().strip_prefix('#').unwrap();
                deeper.push((root.pointer(path).unwrap(), value, at.to_owned()));
            }
            other => panic!("the schema uses {other}, which is not checked"),
        }
    }
    for (schema, value, at) in deeper {
        check(root, schema, value, &at, faults);
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("no such type: {other}"),
    }
}
