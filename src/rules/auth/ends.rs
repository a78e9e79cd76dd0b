//! How sides leave a link.

use parsers::hci::Status;

/// A status that only says that the link ended, for whatever reason: another rule reports it.
pub(super) fn is_end_of_link(status: Status) -> bool {
    matches!(
        status,
        Status::CONNECTION_TIMEOUT
            | Status::REMOTE_USER_TERMINATED
            | Status::REMOTE_LOW_RESOURCES
            | Status::REMOTE_POWER_OFF
            | Status::LOCAL_HOST_TERMINATED
            | Status::FAILED_TO_BE_ESTABLISHED
    )
}
