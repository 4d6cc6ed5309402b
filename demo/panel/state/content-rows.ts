/** Rows of what there is to watch (XC_VM), column by column in the tables' order. See rows.ts. */

/** `streams`: 1 a live stream, 2 a movie, 3 a created channel, 4 a radio station, 5 an episode. */
export interface StreamRow {
  id: number;
  type: number;
  /** JSON text. */
  category_id: string | null;
  stream_display_name: string | null;
  /** JSON text: addresses and paths. */
  stream_source: string | null;
  stream_icon: string | null;
  notes: string | null;
  enable_transcode: number;
  transcode_attributes: string | null;
  custom_ffmpeg: string | null;
  /** JSON text of an object. */
  movie_properties: string | null;
  movie_subtitles: string | null;
  read_native: number;
  target_container: string | null;
  stream_all: number;
  remove_subtitles: number;
  custom_sid: string | null;
  epg_id: number | null;
  channel_id: string | null;
  epg_lang: string | null;
  order: number;
  /** JSON text: `{"days":["Monday"],"at":"04:00"}`. */
  auto_restart: string | null;
  transcode_profile_id: number;
  gen_timestamps: number;
  added: number | null;
  series_no: number;
  direct_source: number;
  tv_archive_duration: number;
  tv_archive_server_id: number;
  movie_symlink: number;
  rtmp_output: number;
  allow_record: number;
  probesize_ondemand: number;
  delay_minutes: number;
  year: number | null;
  rating: number;
  tmdb_id: number | null;
  adaptive_link: string | null;
  title_sync: string | null;
  fps_restart: number;
  direct_proxy: number;
}

/** `streams_servers`: a stream on a server. */
export interface StreamServerRow {
  server_stream_id: number;
  stream_id: number;
  server_id: number;
  parent_id: number | null;
  pid: number | null;
  to_analyze: number;
  /** Of what is live: 0 well, 1 down, 2 starting. Of files: 1 failed. */
  stream_status: number;
  stream_started: number | null;
  stream_info: string | null;
  monitor_pid: number | null;
  /** Where it is taken from now, with whatever password is in it. */
  current_source: string | null;
  bitrate: number | null;
  progress_info: string | null;
  cc_info: string | null;
  on_demand: number;
  cchannel_rsources: string | null;
}

/** `streams_options`: what is sent to a source. 1 user agent, 2 proxy, 17 cookie, 19 headers. */
export interface StreamOptionRow {
  id: number;
  stream_id: number;
  argument_id: number;
  value: string;
}

/** `streams_series` */
export interface SeriesRow {
  id: number;
  title: string | null;
  category_id: string | null;
  cover: string | null;
  cover_big: string | null;
  genre: string | null;
  plot: string | null;
  cast: string | null;
  rating: number | null;
  director: string | null;
  release_date: string | null;
  last_modified: number | null;
  tmdb_id: number | null;
  seasons: string | null;
  episode_run_time: number;
  backdrop_path: string | null;
  youtube_trailer: string | null;
  year: number | null;
}

/** `streams_episodes`: which episode a stream of type 5 is. */
export interface EpisodeRow {
  id: number;
  season_num: number | null;
  episode_num: number | null;
  series_id: number | null;
  stream_id: number;
}
