//! The project's schema, as programs that read the documents may apply it.

use serde_json::Value;

/// What of the document the schema does not allow: where, and what. A schema that is none fails.
pub fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let schema = jsonschema::validator_for(schema).unwrap();
    let faults = schema.iter_errors(document);
    faults.map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}
