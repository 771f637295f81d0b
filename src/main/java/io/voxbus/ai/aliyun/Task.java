package io.voxbus.ai.aliyun;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.Endpoint;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task at DashScope: what both directions share. */
record Task(ProviderTarget target, String id, String model) {
  static final String NAME = "aliyun";
  private static final String ENDPOINT = "wss://dashscope.aliyuncs.com/api-ws/v1/inference";

  static ProviderTarget target(Vendor vendor, @Nullable String named, @Nullable String key) {
    Endpoint endpoint = vendor.endpoint(named, "DASHSCOPE_ENDPOINT", "endpoint", ENDPOINT);
    return endpoint.target("", Map.of())
        .withSecret("Authorization", "bearer ",
            endpoint.credential(key, "DASHSCOPE_API_KEY", "secretKey"))
        .with("X-DashScope-DataInspection", "enable");
  }

  Message run(String task, String function, JsonObject parameters) {
    return message("run-task",
        new JsonObject().put("task_group", "audio").put("task", task).put("function", function)
            .put("model", model)
            .put("parameters", parameters).put("input", new JsonObject()));
  }

  Message more(String text) {
    return message("continue-task",
        new JsonObject().put("input", new JsonObject().put("text", text)));
  }

  Message finish() {
    return message("finish-task", new JsonObject().put("input", new JsonObject()));
  }

  private Message message(String action, JsonObject payload) {
    return Message.of(new JsonObject()
        .put("header",
            new JsonObject().put("action", action).put("task_id", id).put("streaming", "duplex"))
        .put("payload", payload));
  }

  SpeechException failure(JsonObject header) {
    String code = header.getString("error_code", "").toLowerCase(Locale.ROOT);
    int status = 502;
    if (code.contains("apikey") || code.contains("accessdenied") || code.contains("unauthor")) {
      status = 401;
    } else if (code.contains("throttling") || code.contains("quota") || code.contains("arrearage")
        || code.contains("limit")) {
      status = 429;
    } else if (code.contains("timeout")) {
      status = 504;
    } else if (code.contains("invalidparameter") || code.contains("modelnotfound")) {
      status = 400;
    }
    return target.failure(status, header.getString("error_message", "unknown error"));
  }
}
