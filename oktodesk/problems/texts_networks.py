"""How a network rule that is not met reads; {network}, {placement}, {measured} and {limit} come with it."""

from oktodesk.problems.values import QT_TRANSLATE_NOOP, Remedy, Side, Text

NETWORKS: dict[str, Text] = {
    "rule_media_unreadable": Text(
        QT_TRANSLATE_NOOP("problems", "The file can't be read as a video"),
        QT_TRANSLATE_NOOP("problems", "Export it again as MP4 with H.264 video and AAC sound."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_oktopost_container": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost takes MP4 only, and this file is {measured}"),
        QT_TRANSLATE_NOOP("problems", "Export it as MP4."),
        Side.OKTOPOST,
        Remedy.FIX_FILE,
    ),
    "rule_oktopost_container_disguised": Text(
        QT_TRANSLATE_NOOP(
            "problems", "Oktopost takes MP4 only, and this file is {measured}, although it is called MP4"
        ),
        QT_TRANSLATE_NOOP("problems", "Export it as MP4 to be safe."),
        Side.OKTOPOST,
        Remedy.FIX_FILE,
    ),
    "rule_container": Text(
        QT_TRANSLATE_NOOP("problems", "{measured} files are not taken, only {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it as MP4."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_video_codec": Text(
        QT_TRANSLATE_NOOP("problems", "The video is {measured}; taken: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with the H.264 codec."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_video_profile": Text(
        QT_TRANSLATE_NOOP("problems", "The video's profile is {measured}; advised: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with the High profile."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_codec": Text(
        QT_TRANSLATE_NOOP("problems", "The sound is {measured}; taken: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export the sound as AAC."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_profile": Text(
        QT_TRANSLATE_NOOP("problems", "The sound's profile is {measured}; taken: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export the sound as AAC-LC."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_rate": Text(
        QT_TRANSLATE_NOOP("problems", "The sound has {measured} Hz; the limit is {limit} Hz"),
        QT_TRANSLATE_NOOP("problems", "Export the sound with 48,000 Hz."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_channels": Text(
        QT_TRANSLATE_NOOP("problems", "The sound has {measured} channels; the limit is {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export the sound in stereo."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_bitrate": Text(
        QT_TRANSLATE_NOOP("problems", "The sound has {measured_bps}; advised: {limit_bps}"),
        QT_TRANSLATE_NOOP("problems", "Export the sound with 128 kbit/s or more."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_chroma": Text(
        QT_TRANSLATE_NOOP("problems", "The colours are stored as {measured}; taken: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it as 4:2:0 (most programs call it yuv420p)."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_interlaced": Text(
        QT_TRANSLATE_NOOP("problems", "The video is interlaced"),
        QT_TRANSLATE_NOOP("problems", "Export it progressive."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_pixel_aspect": Text(
        QT_TRANSLATE_NOOP("problems", "The pixels are not square"),
        QT_TRANSLATE_NOOP("problems", "Export it with square pixels."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_constant_frame_rate": Text(
        QT_TRANSLATE_NOOP("problems", "The frame rate varies"),
        QT_TRANSLATE_NOOP("problems", "Export it with a constant frame rate."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_gop": Text(
        QT_TRANSLATE_NOOP("problems", "Key frames are {measured_s} apart; the limit is {limit_s}"),
        QT_TRANSLATE_NOOP("problems", "Export it with a key frame every 2 seconds."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_gop_frames": Text(
        QT_TRANSLATE_NOOP("problems", "Key frames are {measured} frames apart; the limit is {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with a key frame every 2 seconds."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_duration_short": Text(
        QT_TRANSLATE_NOOP("problems", "Too short: {measured_s}, at least {limit_s}"),
        QT_TRANSLATE_NOOP("problems", "Use a longer cut."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_duration_long": Text(
        QT_TRANSLATE_NOOP("problems", "Too long: {measured_s}, at most {limit_s}"),
        QT_TRANSLATE_NOOP("problems", "Use a shorter cut."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_width_small": Text(
        QT_TRANSLATE_NOOP("problems", "Too narrow: {measured} pixels, at least {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it wider."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_width_large": Text(
        QT_TRANSLATE_NOOP("problems", "Too wide: {measured} pixels, at most {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with at most {limit} pixels in width."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_height_small": Text(
        QT_TRANSLATE_NOOP("problems", "Too low: {measured} pixels, at least {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it higher."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_height_large": Text(
        QT_TRANSLATE_NOOP("problems", "Too high: {measured} pixels, at most {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with at most {limit} pixels in height."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_long_side": Text(
        QT_TRANSLATE_NOOP("problems", "The long side has {measured} pixels; advised: at most {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it in 1080p."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_short_side": Text(
        QT_TRANSLATE_NOOP("problems", "The short side has {measured} pixels; advised: at most {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it in 1080p."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_aspect_narrow": Text(
        QT_TRANSLATE_NOOP("problems", "The frame is too tall: {measured}, at least {limit}"),
        QT_TRANSLATE_NOOP("problems", "Crop it, or add bars at the sides."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_aspect_wide": Text(
        QT_TRANSLATE_NOOP("problems", "The frame is too wide: {measured}, at most {limit}"),
        QT_TRANSLATE_NOOP("problems", "Crop it, or add bars above and below."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_frame_rate_low": Text(
        QT_TRANSLATE_NOOP("problems", "Too few frames: {measured} per second, at least {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with 30 frames per second."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_frame_rate_high": Text(
        QT_TRANSLATE_NOOP("problems", "Too many frames: {measured} per second, at most {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with 30 frames per second."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_video_bitrate": Text(
        QT_TRANSLATE_NOOP("problems", "The bit rate is {measured_bps}; the limit is {limit_bps}"),
        QT_TRANSLATE_NOOP("problems", "Export it with a lower bit rate."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_video_bitrate_low": Text(
        QT_TRANSLATE_NOOP("problems", "The bit rate is {measured_bps}; at least {limit_bps} is advised"),
        QT_TRANSLATE_NOOP("problems", "Export it with a higher bit rate."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_size_large": Text(
        QT_TRANSLATE_NOOP(
            "problems", "Too large: {measured_bytes}, at most {limit_bytes} (published as {published})"
        ),
        QT_TRANSLATE_NOOP("problems", "Export it with a lower bit rate or cut it shorter."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_size_small": Text(
        QT_TRANSLATE_NOOP(
            "problems", "Too small: {measured_bytes}, at least {limit_bytes} (published as {published})"
        ),
        QT_TRANSLATE_NOOP("problems", "Use a longer cut or a better quality."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_faststart": Text(
        QT_TRANSLATE_NOOP("problems", "The index stands at the end of the file"),
        QT_TRANSLATE_NOOP("problems", 'Export it with "fast start" or "web optimised".'),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_edit_list": Text(
        QT_TRANSLATE_NOOP("problems", "The file carries an edit list"),
        QT_TRANSLATE_NOOP("problems", "Export it again without edits inside the file."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_bit_depth": Text(
        QT_TRANSLATE_NOOP("problems", "The colours have {measured} bits; advised: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with 8 bits a colour."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_encrypted": Text(
        QT_TRANSLATE_NOOP("problems", "The video is copy-protected"),
        QT_TRANSLATE_NOOP("problems", "Export it without protection."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_no_picture": Text(
        QT_TRANSLATE_NOOP("problems", "The file has no picture, only sound"),
        QT_TRANSLATE_NOOP("problems", "Export it with a picture track."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_gop_short": Text(
        QT_TRANSLATE_NOOP("problems", "Key frames are only {measured_s} apart; advised: at least {limit_s}"),
        QT_TRANSLATE_NOOP("problems", "Export it with a key frame every 2 seconds."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_rate_low": Text(
        QT_TRANSLATE_NOOP("problems", "The sound has {measured} Hz; advised: {limit} Hz"),
        QT_TRANSLATE_NOOP("problems", "Export the sound with 48,000 Hz."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_channels_few": Text(
        QT_TRANSLATE_NOOP("problems", "The sound has {measured} channels; advised: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export the sound in stereo."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_aspect_advised": Text(
        QT_TRANSLATE_NOOP("problems", "The frame is {measured}; {limit} is advised"),
        QT_TRANSLATE_NOOP("problems", "Other shapes are cropped or get bars."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_x_premium": Text(
        QT_TRANSLATE_NOOP("problems", "{measured_s}: accounts without Premium may be refused over {limit_s}"),
        QT_TRANSLATE_NOOP("problems", "Use a shorter cut, or post it with a Premium account."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_linkedin_site": Text(
        QT_TRANSLATE_NOOP(
            "problems", "{measured_s}: over {limit_s} LinkedIn itself no longer takes it everywhere"
        ),
        QT_TRANSLATE_NOOP("problems", "Use a shorter cut to be safe."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_youtube_unverified": Text(
        QT_TRANSLATE_NOOP("problems", "{measured_s}: channels that are not verified take at most {limit_s}"),
        QT_TRANSLATE_NOOP("problems", "Verify the channel with YouTube, or use a shorter cut."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_not_a_short": Text(
        QT_TRANSLATE_NOOP("problems", "It becomes an ordinary video instead of a Short"),
        QT_TRANSLATE_NOOP("problems", "A Short is square or upright and at most 3 minutes long."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_container_advised": Text(
        QT_TRANSLATE_NOOP("problems", "The file is {measured}; advised: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it as MP4."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_video_codec_advised": Text(
        QT_TRANSLATE_NOOP("problems", "The video is {measured}; advised: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it with the H.264 codec to be safe."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_codec_advised": Text(
        QT_TRANSLATE_NOOP("problems", "The sound is {measured}; advised: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export the sound as AAC to be safe."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_audio_profile_advised": Text(
        QT_TRANSLATE_NOOP("problems", "The sound is {measured}; advised: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export the sound as AAC-LC to be safe."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "rule_chroma_advised": Text(
        QT_TRANSLATE_NOOP("problems", "The colours are stored as {measured}; advised: {limit}"),
        QT_TRANSLATE_NOOP("problems", "Export it as 4:2:0 (most programs call it yuv420p)."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
}
