import type { MagRow, PanelState } from '../state';
import { FAILURE, SUCCESS, answerRow, intval, type Action } from './call';
import { deviceLine } from './devices';

/** create_mag: a device by `mac`, and a line of its own. */
export const createMag: Action = (call) => {
  const { state } = call;
  const made = deviceLine(call, state.mags.all(), 'is_mag');
  if ('answer' in made) return made.answer;
  state.lines.put(made.line);
  const mag = state.mags.add({ user_id: made.line.id, mac: made.mac, stb_type: '' });
  state.changed();
  return answerRow(showMag(state, mag));
};

/** get_mag: the device by `id` with its line. */
export const getMag: Action = ({ state, parameters }) => {
  const mag = state.mags.get(intval(parameters.id));
  return mag ? answerRow(showMag(state, mag)) : FAILURE;
};

/** enable/disable/ban/unban_mag: says STATUS_SUCCESS and changes nothing, as the panel does. */
export const pretendToSwitchMag: Action = ({ state, parameters }) =>
  state.mags.get(intval(parameters.id)) ? { status: SUCCESS } : FAILURE;

/** A device as get_mag and create_mag answer it. */
export function showMag(state: PanelState, { mag_id: id, user_id: userId, mac, stb_type: model }: MagRow): object {
  return {
    mag_id: id,
    user_id: userId,
    ...BEFORE_MAC,
    mac,
    ...BEFORE_MODEL,
    stb_type: model,
    ...AFTER_MODEL,
    user: state.lines.get(userId) ?? null,
    paired: null,
  };
}

/** Columns of `mag_devices` that are the same on every new device; the quotes are in the panel's own defaults. */
const BEFORE_MAC = {
  bright: 200,
  contrast: 127,
  saturation: 127,
  aspect: null,
  video_out: "'rca'",
  volume: 50,
  playback_buffer_bytes: 0,
  playback_buffer_size: 0,
  audio_out: 1,
};
const BEFORE_MODEL = {
  ip: null,
  ls: null,
  ver: '',
  lang: null,
  locale: "'en_GB.utf8'",
  city_id: 0,
  hd: 1,
  main_notify: 1,
  fav_itv_on: 0,
  now_playing_start: null,
  now_playing_type: 0,
  now_playing_content: null,
  time_last_play_tv: null,
  time_last_play_video: null,
  hd_content: 1,
  image_version: '',
  last_change_status: null,
  last_start: null,
  last_active: null,
  keep_alive: null,
  playback_limit: 3,
  screensaver_delay: 10,
};
const AFTER_MODEL = {
  sn: '',
  last_watchdog: null,
  created: null,
  country: null,
  plasma_saving: 0,
  ts_enabled: 0,
  ts_enable_icon: 1,
  ts_path: null,
  ts_max_length: 3600,
  ts_buffer_use: "'cyclic'",
  ts_action_on_exit: "'no_save'",
  ts_delay: "'on_pause'",
  video_clock: "'Off'",
  rtsp_type: 4,
  rtsp_flags: 0,
  stb_lang: "'en'",
  display_menu_after_loading: 1,
  record_max_length: 180,
  plasma_saving_timeout: 600,
  now_playing_link_id: null,
  now_playing_streamer_id: null,
  device_id: '',
  device_id2: '',
  hw_version: '',
  parent_password: "'0000'",
  spdif_mode: 1,
  show_after_loading: "'main_menu'",
  play_in_preview_by_ok: 1,
  hdmi_event_reaction: 1,
  mag_player: "'ffmpeg'",
  play_in_preview_only_by_ok: "'true'",
  watchdog_timeout: null,
  fav_channels: null,
  tv_archive_continued: null,
  tv_channel_default_aspect: "'fit'",
  last_itv_id: 0,
  units: "'metric'",
  token: null,
  lock_device: 0,
  theme_type: 1,
  mac_filter: null,
};
