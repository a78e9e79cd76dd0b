//! Audio streams.

mod avdtp_command_unanswered;
mod avdtp_rejected;
mod codec_config_invalid;
mod configured_never_opened;
mod connected_not_active;
mod crossing;
mod opened_no_media_channel;
mod sides;
mod started_no_media;
mod suspended_not_resumed;

use super::Rule;

/// The rules of this family, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &connected_not_active::RULE,
    &configured_never_opened::RULE,
    &opened_no_media_channel::RULE,
    &started_no_media::RULE,
    &suspended_not_resumed::RULE,
    &avdtp_command_unanswered::RULE,
    &avdtp_rejected::RULE,
    &codec_config_invalid::RULE,
];
