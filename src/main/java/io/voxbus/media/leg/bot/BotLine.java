package io.voxbus.media.leg.bot;

/** The open connection to a bot. On its event loop. */
interface BotLine {
  void send(BotMessage message);

  /** Whether so much waits to be sent that audio had better be dropped. */
  boolean full();

  void close();

  /** What comes from the bot. */
  interface Listener {
    void opened(BotLine line);

    void text(String text);

    void bytes(byte[] bytes);

    /** The bot has closed it properly. Nothing comes after this. */
    void closed();

    /** It can't be reached, or has broken off. Nothing comes after this. */
    void failed(int code, String why);
  }
}
