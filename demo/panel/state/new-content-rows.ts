import type { SeriesRow, StreamRow, StreamServerRow } from './content-rows';

/** A new stream with the table's defaults. */
export function newStream(fields: Partial<Omit<StreamRow, 'id'>>): Omit<StreamRow, 'id'> {
  return {
    type: 1,
    category_id: '[]',
    stream_display_name: null,
    stream_source: '[]',
    stream_icon: null,
    notes: null,
    enable_transcode: 0,
    transcode_attributes: null,
    custom_ffmpeg: null,
    movie_properties: null,
    movie_subtitles: null,
    read_native: 1,
    target_container: null,
    stream_all: 0,
    remove_subtitles: 0,
    custom_sid: null,
    epg_id: null,
    channel_id: null,
    epg_lang: null,
    order: 0,
    auto_restart: null,
    transcode_profile_id: 0,
    gen_timestamps: 1,
    added: null,
    series_no: 0,
    direct_source: 0,
    tv_archive_duration: 0,
    tv_archive_server_id: 0,
    movie_symlink: 0,
    rtmp_output: 0,
    allow_record: 0,
    probesize_ondemand: 128_000,
    delay_minutes: 0,
    year: null,
    rating: 0,
    tmdb_id: null,
    adaptive_link: null,
    title_sync: null,
    fps_restart: 0,
    direct_proxy: 0,
    ...fields,
  };
}

/** A stream on a server, not running. */
export function newStreamServer(
  fields: Partial<StreamServerRow> & Pick<StreamServerRow, 'stream_id' | 'server_id'>,
): Omit<StreamServerRow, 'server_stream_id'> {
  return {
    parent_id: null,
    pid: null,
    to_analyze: 0,
    stream_status: 0,
    stream_started: null,
    stream_info: null,
    monitor_pid: null,
    current_source: null,
    bitrate: null,
    progress_info: null,
    cc_info: null,
    on_demand: 0,
    cchannel_rsources: null,
    ...fields,
  };
}

export function newSeries(fields: Partial<Omit<SeriesRow, 'id'>>): Omit<SeriesRow, 'id'> {
  return {
    title: null,
    category_id: '[]',
    cover: null,
    cover_big: null,
    genre: null,
    plot: null,
    cast: null,
    rating: null,
    director: null,
    release_date: null,
    last_modified: null,
    tmdb_id: null,
    seasons: null,
    episode_run_time: 0,
    backdrop_path: '[]',
    youtube_trailer: null,
    year: null,
    ...fields,
  };
}
