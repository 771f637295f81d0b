package io.voxbus.ai.spi;

import io.voxbus.audio.AudioFrame;

/** What a model that holds a conversation is told. */
public sealed interface RealtimeInput {
  /** The caller, in real time. */
  record Audio(AudioFrame frame) implements RealtimeInput {}
  /** A reply was cut short: {@code heardMillis} of it were heard. */
  record Cut(int reply, long heardMillis) implements RealtimeInput {}
  /** What a tool that it asked for has given, as JSON or plain text. */
  record ToolResult(String callId, String result) implements RealtimeInput {}
}
