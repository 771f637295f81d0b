package io.voxbus.ai.vendor;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientForm;
import io.vertx.core.http.HttpMethod;

/** An HTTP request to a vendor. */
public record ProviderRequest(ProviderTarget target, HttpMethod method, Body body) {
  /** What it carries. */
  public sealed interface Body {
    record None() implements Body {}
    record Bytes(String type, Buffer bytes) implements Body {}
    record Form(ClientForm form) implements Body {}
  }

  public static ProviderRequest get(ProviderTarget target) {
    return new ProviderRequest(target, HttpMethod.GET, new Body.None());
  }

  public static ProviderRequest post(ProviderTarget target, String type, String body) {
    return new ProviderRequest(target, HttpMethod.POST, new Body.Bytes(type, Buffer.buffer(body)));
  }

  public static ProviderRequest post(ProviderTarget target, ClientForm form) {
    return new ProviderRequest(target, HttpMethod.POST, new Body.Form(form));
  }
}
