//! What several tests share.
#![allow(dead_code, unreachable_pub, reason = "each test uses some of it")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

pub mod crowd;
pub mod events;
pub mod play;
pub mod program;
pub mod samples;
pub mod schema;
