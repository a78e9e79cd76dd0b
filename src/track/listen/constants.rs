//! Lengths of time, in nanoseconds.

/// One second.
pub const SECOND: i64 = 1_000_000_000;
/// One millisecond.
pub const MILLISECOND: i64 = 1_000_000;

/// What a receiver is assumed to hold back where it reported no delay: the known ones begin to play
/// at 116 to 200 ms, and healthy streams of phones survive with 80 ms.
pub const ASSUMED_BUFFER: i64 = 150 * MILLISECOND;

/// A shorter silence is not heard as one.
pub const AUDIBLE: i64 = 20 * MILLISECOND;

/// From here on a silence is no dropout: the stream stays started and has nothing to play.
pub const SILENT: i64 = 2 * SECOND;
