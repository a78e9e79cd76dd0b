//! A model of the listener's buffer: which silences a person hears in a stream of media, when they
//! begin and how long they last.
//!
//! A receiver fills a buffer and then plays at the media's own rate. A packet that arrives after
//! the moment at which it is due leaves the buffer empty: silence, from that moment until it comes.
//! [`Clock`] says which moment of the media a packet holds, [`Credits`] when a packet that this host
//! sent had left the controller, and [`Line`] keeps the buffer. An [`Ear`] is all of that for one
//! stream.
//!
//! All times are nanoseconds. Nothing is allocated, and nothing grows with the stream.

mod constants;
mod credits;
mod ear;
mod line;
mod losses;
mod margin;
mod measure;
mod media_clock;
mod pace;
mod rhythm;

pub use constants::{ASSUMED_BUFFER, AUDIBLE, MILLISECOND, SECOND, SILENT};
pub use credits::{Credits, Returned};
pub use ear::{Ear, Gaps, Heard, Total};
pub use line::{Arrival, Gap, Kind, Line, Packet, SlowSource};
pub use margin::Margin;
pub use measure::Measure;
pub use media_clock::{Clock, Content, Play, Tick};
pub use rhythm::{Period, Rhythm};
