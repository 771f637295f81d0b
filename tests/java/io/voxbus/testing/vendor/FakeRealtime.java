package io.voxbus.testing.vendor;

import io.vertx.core.Vertx;

/**
 * A speech-to-speech model on loopback. When it has understood something it answers with the tone of that text; of
 * {@link #INTERRUPTS} it understands that the caller interrupts, of {@link #NEEDS_A_TOOL} that a tool is needed.
 */
public abstract class FakeRealtime extends FakeVendor {
  public static final String INTERRUPTS = "!";
  public static final String NEEDS_A_TOOL = "what time is it";
  public static final String TOOL_CALL = "call-1";
  private String understood = "";

  protected FakeRealtime(Vertx vertx) {
    super(vertx);
  }

  protected abstract void callTool(Session session);

  /** Audio came; what is understood by now is answered. */
  protected final void hear(Session session, int bytes) {
    understood = "";
    session.hear(bytes);
    switch (understood) {
      case "", INTERRUPTS -> {
      }
      case NEEDS_A_TOOL -> callTool(session);
      default -> session.speak(understood);
    }
  }

  @Override
  protected final String transcript(Hears heard) {
    if (heard.text().equals(INTERRUPTS)) {
      return interruption();
    }
    if (heard.isFinal()) {
      understood = heard.text();
    }
    return said(heard);
  }

  protected abstract String said(Hears heard);

  protected abstract String interruption();
}
