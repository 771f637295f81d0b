/** What clients of speech vendors share: sockets, requests, audio formats, texts. */
@NullMarked
package io.voxbus.ai.vendor;

import org.jspecify.annotations.NullMarked;
