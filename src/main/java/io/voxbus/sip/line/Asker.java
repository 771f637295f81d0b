package io.voxbus.sip.line;

import javax.sip.message.Response;

/** Who waits for the answer to a request outside of any dialog; it stands at the transaction as application data. */
public interface Asker {
  void answered(Response response);

  /** The stack has given up. */
  void silent();
}
