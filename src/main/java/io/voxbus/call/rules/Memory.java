package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;

/** What all rules of a call know, as one record and back. */
record Memory(Concerns concerns, MediaRules media, CommandRules commands, BargeInRules bargeIn,
    RouteRules routes) {
  MachineState state(MachineState.Course course) {
    return new MachineState(course, media.untold(), commands.waiting(), concerns.control().state(),
        media.line().state(), concerns.listening().state(), bargeIn.state(),
        concerns.playback().state(), concerns.bot().state(), concerns.realtime().state(),
        concerns.bridge().state(), concerns.transfer().state(), concerns.phone().state(),
        concerns.webrtc().state(), routes.state());
  }

  void restore(MachineState state) {
    media.restore(state.untold());
    commands.restore(state.waiting());
    concerns.control().restore(state.muted());
    media.line().restore(state.line());
    concerns.listening().restore(state.listening());
    bargeIn.restore(state.course().option(), state.bargeIn());
    concerns.playback().restore(state.playback());
    concerns.bot().restore(state.bot());
    concerns.realtime().restore(state.realtime());
    concerns.bridge().restore(state.bridge());
    concerns.transfer().restore(state.transfer());
    concerns.phone().restore(state.phone());
    routes.restore(state.routing());
    concerns.webrtc().restore(state.course(), state.browser());
  }
}
