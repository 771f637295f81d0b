package io.voxbus.audio.file;

/** Gives damaged Ogg pages good checksums, so that the damage reaches what lies behind them. */
final class OggCrc {
  private static final int HEAD = 27;
  private static final int CRC_AT = 22;

  private OggCrc() {}

  static byte[] repaired(byte[] file) {
    int at = 0;
    while (at + HEAD < file.length && file[at] == 'O'
        && at + HEAD + (file[at + HEAD - 1] & 0xFF) <= file.length) {
      int end = at + HEAD + (file[at + HEAD - 1] & 0xFF);
      for (int i = at + HEAD, body = end; i < body; i++) {
        end += file[i] & 0xFF;
      }
      if (end > file.length) {
        break;
      }
      seal(file, at, end);
      at = end;
    }
    return file;
  }

  private static void seal(byte[] file, int start, int end) {
    for (int i = 0; i < 4; i++) {
      file[start + CRC_AT + i] = 0;
    }
    int crc = 0;
    for (int i = start; i < end; i++) {
      crc ^= file[i] << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc < 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1;
      }
    }
    for (int i = 0; i < 4; i++) {
      file[start + CRC_AT + i] = (byte) (crc >> 8 * i);
    }
  }
}
