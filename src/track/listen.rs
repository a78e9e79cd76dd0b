//! A model of the listener's buffer: which silences a person hears in a stream of media, when they
//! begin and how long they last.
//!
//! A receiver fills a buffer and then plays at the media's own rate. A packet that arrives after
//! the moment at which it is due leaves the buffer empty: silence, from that moment until it comes.
//! [`Clock`] says which moment of the media a packet holds, [`Credits`] when a packet that this host
//! sent had left the controller, and [`Line`] keeps the buffer.
//!
//! All times are nanoseconds. Nothing is allocated, and nothing grows with the stream. The tracker
//! does not feed it yet; `tests/suite/listener.rs` does.

mod clock;
mod constants;
mod credits;
mod line;
mod margin;
mod measure;

pub use clock::{Clock, Content, Play, Tick};
pub use constants::{ASSUMED_BUFFER, AUDIBLE, MILLISECOND, SECOND, SILENT};
pub use credits::{Credits, Returned};
pub use line::{Arrival, Gap, Kind, Line, SlowSource};
pub use margin::Margin;
pub use measure::Measure;
