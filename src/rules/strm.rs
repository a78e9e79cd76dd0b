//! Audio streams.

mod avdtp_command_unanswered;
mod avdtp_rejected;
mod bitrate_over_link;
mod choppy_media_cadence;
mod codec_config_invalid;
mod configured_never_opened;
mod connected_not_active;
mod crossing;
mod latency;
mod media_backlog;
mod media_not_as_configured;
mod opened_no_media_channel;
mod sbc_only_though_better_offered;
mod settings;
mod sides;
mod single_active_output;
mod slow_source;
mod slow_stream_start;
mod started_and_silent;
mod started_no_media;
mod suspended_not_resumed;
mod taken_over;

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
    &choppy_media_cadence::RULE,
    &media_backlog::RULE,
    &bitrate_over_link::RULE,
    &sbc_only_though_better_offered::RULE,
    &codec_config_invalid::RULE,
    &latency::RULE,
    &single_active_output::RULE,
    &slow_stream_start::RULE,
    &started_and_silent::RULE,
    &slow_source::RULE,
    &media_not_as_configured::RULE,
    &taken_over::RULE,
];
