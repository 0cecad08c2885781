package dev.agentgateway.dataplane.protocol.llm;

/** Answers in the shapes that providers document. */
final class Payloads {
  static final String CHAT =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1741569952,
       "model":"gpt-4o-2024-08-06","choices":[
        {"index":0,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[
          {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Paris\\"}"}},
          {"id":"call_2","type":"function","function":{"name":"time","arguments":"{}"}}]},
         "logprobs":null,"finish_reason":"tool_calls"},
        {"finish_reason":"stop","message":{"role":"assistant","content":"Hello \\u00fc"},"index":1}],
       "usage":{"prompt_tokens":120,"completion_tokens":30,"total_tokens":150,
        "prompt_tokens_details":{"cached_tokens":100,"audio_tokens":3},
        "completion_tokens_details":{"reasoning_tokens":10,"audio_tokens":2,
         "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},
       "service_tier":"default","system_fingerprint":"fp_1"}
      """;

  static final String CHAT_STREAM =
      """
      data: {"id":"chatcmpl-2","object":"chat.completion.chunk","model":"gpt-4o","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

      data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}],"usage":null}

      data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"city\\":"}}]},"finish_reason":null}],"usage":null}

      data: {"id":"chatcmpl-2","choices":[{"index":1,"delta":{"content":"Hel"},"finish_reason":null}],"usage":null}

      data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\"Paris\\"}"}}]},"finish_reason":null}],"usage":null}

      data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"time","arguments":"{}"}}]},"finish_reason":null}],"usage":null}

      : keep-alive

      data: {"id":"chatcmpl-2","choices":[{"index":1,"delta":{"content":"lo"},"finish_reason":null}],"usage":null}

      data: {"id":"chatcmpl-2","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":null}

      data: {"id":"chatcmpl-2","choices":[{"delta":{},"finish_reason":"stop","index":1}],"usage":null}

      data: {"id":"chatcmpl-2","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}}

      data: [DONE]

      """;

  static final String MESSAGE =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
       "content":[{"type":"text","text":"I look."},
        {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city": "Paris"}}],
       "stop_reason":"tool_use","stop_sequence":null,
       "usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":200,
        "cache_creation":{"ephemeral_5m_input_tokens":30,"ephemeral_1h_input_tokens":0},
        "output_tokens":40,"service_tier":"standard"}}
      """;

  static final String MESSAGE_STREAM =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-5-20250929","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_read_input_tokens":7,"cache_creation_input_tokens":0,"output_tokens":1}}}

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      event: ping
      data: {"type": "ping"}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"I "}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"look."}}

      event: content_block_stop
      data: {"type":"content_block_stop","index":0}

      event: content_block_start
      data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\\"Paris\\"}"}}

      event: content_block_stop
      data: {"type":"content_block_stop","index":1}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":15}}

      event: message_stop
      data: {"type":"message_stop"}

      """;

  static final String RESPONSE =
      """
      {"id":"resp_1","object":"response","status":"completed","error":null,
       "incomplete_details":null,"model":"gpt-5-2025-08-07","conversation":{"id":"conv_1"},
       "output":[
        {"type":"reasoning","id":"rs_1","summary":[]},
        {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[
          {"type":"output_text","text":"I look.","annotations":[]}]},
        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{\\"city\\":\\"Paris\\"}","status":"completed"}],
       "previous_response_id":"resp_0","service_tier":"default",
       "usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":4},"output_tokens":87,
        "output_tokens_details":{"reasoning_tokens":50},"total_tokens":123}}
      """;

  static final String RESPONSE_STREAM =
      """
      event: response.created
      data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_2","object":"response","status":"in_progress","error":null,"model":"gpt-5","output":[],"usage":null}}

      event: response.output_item.added
      data: {"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}

      event: response.output_text.delta
      data: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"I "}

      event: response.output_text.delta
      data: {"delta":"look.","type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0}

      event: response.output_text.done
      data: {"type":"response.output_text.done","item_id":"msg_1","output_index":0,"content_index":0,"text":"I look."}

      event: response.output_item.added
      data: {"type":"response.output_item.added","output_index":1,"item":{"id":"fc_1","type":"function_call","status":"in_progress","arguments":"","call_id":"call_1","name":"weather"}}

      event: response.function_call_arguments.delta
      data: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":1,"delta":"{\\"city\\":\\"Paris\\"}"}

      event: response.output_item.done
      data: {"type":"response.output_item.done","output_index":1,"item":{"id":"fc_1","type":"function_call","status":"completed","arguments":"{\\"city\\":\\"Paris\\"}","call_id":"call_1","name":"weather"}}

      event: response.completed
      data: {"type":"response.completed","response":{"id":"resp_2","object":"response","status":"completed","error":null,"model":"gpt-5","output":[{"type":"message","id":"msg_1","content":[{"type":"output_text","text":"I look."}]},{"id":"fc_1","type":"function_call","arguments":"{\\"city\\":\\"Paris\\"}","call_id":"call_1","name":"weather"}],"usage":{"input_tokens":8,"input_tokens_details":{"cached_tokens":0},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":13}}}

      """;

  private Payloads() {}
}
