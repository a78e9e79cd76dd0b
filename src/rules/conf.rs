//! Conformance, and the quality of the capture.

family! {
    frame_malformed,
    ll_control_conformance,
    capture_integrity,
}
