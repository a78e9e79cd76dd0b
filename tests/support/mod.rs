//! What several tests share.
#![allow(dead_code, unreachable_pub)]

pub mod play;
pub mod program;
pub mod samples;
pub mod schema;
