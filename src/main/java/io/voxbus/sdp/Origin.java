package io.voxbus.sdp;

/**
 * Which session a description is of (RFC 8866 section 5.2).
 *
 * @param version of the description
 */
record Origin(String sessionId, long version) {
  /** @throws SdpFailed 400 when the description does not say so */
  static Origin of(Sdp sdp) {
    String[] words = String.valueOf(sdp.session().first('o')).split(" ", -1);
    try {
      return new Origin(words[1], Long.parseLong(words[2]));
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw SdpFailed.malformed("o=");
    }
  }
}
