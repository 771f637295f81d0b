package io.voxbus.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.voxbus.ai.AiConfig;
import io.voxbus.bus.Json;
import io.voxbus.call.CallConfig;
import io.voxbus.call.record.DumpConfig;
import io.voxbus.call.record.CallRecordConfig;
import io.voxbus.cluster.ClusterConfig;
import io.voxbus.http.HttpConfig;
import io.voxbus.http.IceConfig;
import io.voxbus.media.MediaConfig;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.media.leg.bot.BotConfig;
import io.voxbus.media.leg.webrtc.WebRtcConfig;
import io.voxbus.media.record.RecorderConfig;
import io.voxbus.media.source.FetchConfig;
import io.voxbus.sip.SipConfig;
import io.voxbus.ws.WsConfig;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code conf/voxbus.yaml}: one record a section, each knows its defaults. */
public record NodeConfig(@Nullable String node, HttpConfig http, IceConfig ice,
    WebRtcConfig webrtc, WsConfig ws, CallConfig call, SipConfig sip, MediaConfig media,
    RtpConfig rtp, BotConfig bots, FetchConfig fetch, RecorderConfig recorder, DumpConfig dump,
    CallRecordConfig callrecord,
    AiConfig ai, ClusterConfig cluster, DeployConfig deploy) {
  private static final ObjectReader READER = Json.mapper().readerFor(NodeConfig.class)
      .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  public NodeConfig {
    node = node == null || node.isBlank() ? "node-1" : node;
    http = section(http, HttpConfig.class);
    ice = section(ice, IceConfig.class);
    webrtc = section(webrtc, WebRtcConfig.class);
    ws = section(ws, WsConfig.class);
    call = section(call, CallConfig.class);
    media = section(media, MediaConfig.class);
    rtp = section(rtp, RtpConfig.class);
    bots = section(bots, BotConfig.class);
    fetch = section(fetch, FetchConfig.class);
    recorder = section(recorder, RecorderConfig.class);
    dump = section(dump, DumpConfig.class);
    callrecord = section(callrecord, CallRecordConfig.class);
    ai = section(ai, AiConfig.class);
    sip = section(sip, SipConfig.class);
    cluster = section(cluster, ClusterConfig.class);
    deploy = section(deploy, DeployConfig.class);
  }

  /** @throws IllegalArgumentException naming the key that is wrong */
  public static NodeConfig parse(String yaml, Variables variables) {
    try {
      JsonNode tree = new YAMLMapper().readTree(variables.fill(yaml));
      return READER.readValue(tree == null || tree.isMissingNode() || tree.isNull()
          ? Json.mapper().createObjectNode()
          : tree);
    } catch (JsonMappingException e) {
      String path = e.getPath().stream().map(step -> String.valueOf(step.getFieldName()))
          .collect(Collectors.joining("."));
      throw new IllegalArgumentException(path + ": " + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /** How long a node that leaves waits for its calls. */
  public long drainSeconds() {
    return deploy.drain() == null ? 0 : deploy.drain().millis() / 1000;
  }

  /** A section that is not there has its defaults. */
  private static <T> T section(@Nullable T given, Class<T> type) {
    return given != null
        ? given
        : Json.mapper().convertValue(Json.mapper().createObjectNode(), type);
  }
}
