/** What a speech vendor implements: functions between streams. */
@NullMarked
package io.voxbus.ai.spi;

import org.jspecify.annotations.NullMarked;
