/** Alibaba Cloud's DashScope: Paraformer hears, CosyVoice speaks, both as tasks over a WebSocket. */
@NullMarked
package io.voxbus.ai.aliyun;

import org.jspecify.annotations.NullMarked;
