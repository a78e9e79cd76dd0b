//! Why an expression cannot be understood.

use thiserror::Error;

/// Why an expression cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}, at column {column} of the filter{hint}")]
pub struct FilterError {
    /// What is wrong.
    pub reason: String,
    /// Where, in characters from 1.
    pub column: usize,
    /// What may have been meant, to be put behind the message.
    pub hint: String,
}
