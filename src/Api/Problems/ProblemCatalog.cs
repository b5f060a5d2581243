namespace Concierge.Api.Problems;

/// <summary>Every error code, those of <c>errors[].code</c> included, in alphabetical order. docs/errors.md shows this table.</summary>
internal static class ProblemCatalog
{
    public static readonly IReadOnlyList<ProblemDescription> All =
    [
        new("acting_user_unknown", "400", "X-User-Id names a user who does not exist.", "Create the user, or correct the header."),
        new("bad_request", "400", "The request is not valid HTTP.", "Correct the request."),
        new("blank", "400", "A text shows nothing: it has only white space or invisible characters.", "Send a visible text."),
        new("body_blank", "400", "The text of an SMS shows nothing.", "Send a visible text."),
        new(
            "body_too_large", "413", "The body is larger than 1 MiB, that of a delivery report than 16 KiB.", "Send less at a time."),
        new("body_too_long", "400", "The text of an SMS is longer than 1600 characters.", "Shorten the text, or send several messages."),
        new("content_encoding_unsupported", "415", "The body is compressed.", "Send the body without Content-Encoding."),
        new("conversation_not_found", "404", "The two users have not exchanged any messages.", "Send a message first."),
        new("cross_site", "403", "Another website caused the request in a browser.", "Call from this machine, or use the mode Keys."),
        new("cursor_invalid", "400", "The cursor is not one of this list with these filters.", "Start again without a cursor."),
        new("database_unavailable", "503", "The database cannot be reached.", "Retry after the time in Retry-After."),
        new("datetime_invalid", "400", "A time does not have the format of RFC 3339.", "Write times like 2026-11-21T09:30:00Z."),
        new("datetime_offset_required", "400", "A time has no offset from UTC.", "End the time with Z or an offset such as +01:00."),
        new(
            "datetime_too_soon", "400", "The time of the order is past, or nearer than the service allows.",
            "Choose a later time; GET /availability/next names the first one."),
        new(
            "delivery_report_not_authentic", "401", "The report does not prove that it is from the gateway.",
            "Check the gateway's settings."),
        new("duplicate_field", "400", "The body has a member twice.", "Send each member once."),
        new("duplicate_parameter", "400", "A query parameter is repeated.", "Send each parameter once."),
        new("duration_invalid", "400", "A duration is not ISO 8601 without years and months.", "Write durations like PT24H or P7D."),
        new(
            "etag_invalid", "400", "If-Match or If-None-Match is not a list of entity tags.",
            "Send tags as the ETag header gave them, in quotes."),
        new("etag_mismatch", "412", "The current ETag does not meet If-Match or If-None-Match.", "Get the resource and decide again."),
        new(
            "event_id_invalid", "400", "The text is not the id of an event.",
            "Send an id that the feed gave, earliest or latest."),
        new("event_type_unknown", "400", "There is no such type of event.", "Use a type of the API description."),
        new("expires_at_past", "400", "The expiry is in the past.", "Send a later time, or none for a key that does not expire."),
        new(
            "forbidden", "403", "The credentials are valid but do not allow this.",
            "Use a key with the scope, or act as the user concerned."),
        new("headers_too_large", "431", "The headers are larger than 16 KiB.", "Send fewer or shorter headers."),
        new("host_not_local", "403", "Development mode was called by another name than localhost.", "Call localhost or 127.0.0.1."),
        new(
            "https_required", "400", "The URL of a webhook endpoint does not start with https.",
            "Use https; http is for the environment Development."),
        new("id_invalid", "400", "An id does not have the right format.", "Correct the id; errors[].detail has the format."),
        new("id_mismatch", "400", "The id in the body is not the id in the path.", "Send the same id, or leave it out of the body."),
        new(
            "idempotency_in_progress", "409", "A request with this Idempotency-Key is in progress.",
            "Retry after the time in Retry-After."),
        new(
            "idempotency_key_invalid", "400", "The Idempotency-Key is not 1 to 255 visible ASCII characters.",
            "Send a key such as a UUID."),
        new("idempotency_key_reused", "422", "The Idempotency-Key was used for another request.", "Use a new key for each new request."),
        new("internal_error", "500", "The server failed.", "Report the trace_id to the operator; the log has the details."),
        new("json_malformed", "400", "The body is not valid JSON for this operation.", "Correct the JSON."),
        new("key_invalid", "400", "A key of the metadata is empty or too long.", "Use keys of 1 to 64 characters."),
        new(
            "last_admin_key", "409", "The key is the last one with the scope admin that does not expire.",
            "Create another one first, or revoke it at the command line."),
        new("marker_not_in_conversation", "400", "The conversation has no message with this id.", "Mark a message of the conversation."),
        new(
            "message_not_found", "404", "The message does not exist, was deleted, or is not the caller's.",
            "Check the id and the acting user."),
        new("method_not_allowed", "405", "The path does not support the method.", "Use a method of the Allow header."),
        new("not_a_participant", "403", "The user takes no part in the conversation.", "Act as one of the two participants."),
        new("not_allowed", "400", "The operation of a batch cannot have this member.", "Remove the member; errors[].detail says why."),
        new("not_the_sender", "403", "Only the sender may edit or delete a message.", "Act as the sender."),
        new("only_invalid", "400", "What to replay is neither failed nor all.", "Send failed or all."),
        new("op_invalid", "400", "The op of an operation is not known.", "Send create, update or delete."),
        new("order_conflict", "409", "Another order is too close in time.", "Use next_available or previous_available of the problem."),
        new("order_exists", "409", "An order with this id exists.", "Use another id, or change the existing order."),
        new("order_invalid", "400", "The order of a list is neither asc nor desc.", "Send asc or desc."),
        new("order_not_found", "404", "There is no order with this id.", "Check the id."),
        new("order_repeated", "400", "Two operations of a batch name the same order.", "Name each order once, or send two batches."),
        new(
            "order_window_changed", "503", "The settings of the order window changed while this replica ran.",
            "Tell the operator to restart it."),
        new("out_of_range", "400", "A number is too small or too large.", "Correct the number; errors[].detail has the limits."),
        new("phone_invalid", "400", "A phone number is neither 10 digits nor E.164.", "Send 10 digits, or + and 8 to 15 digits."),
        new("range_invalid", "400", "The end of a range is before its start.", "Swap the two times."),
        new("range_too_long", "400", "A range of time is too long.", "Ask for several shorter ranges."),
        new("rate_limited", "429", "The caller sent too many requests, or has too many at a time.", "Retry after the time in Retry-After."),
        new("recipient_is_sender", "400", "The recipient of a message is its sender.", "Send to another user."),
        new(
            "request_timed_out", "503", "The request took too long. Its change may or may not have been made.",
            "Read, or retry with an Idempotency-Key."),
        new("request_timeout", "408", "The body arrived too slowly.", "Send the request again."),
        new("required", "400", "A required member or parameter is missing.", "Send it."),
        new("resume_invalid", "400", "Where an endpoint goes on is neither where_it_stopped nor now.", "Send where_it_stopped or now."),
        new(
            "resume_point_expired", "410", "The feed no longer has the events after this id.",
            "Read what you follow anew, then go on from latest; oldest gives all that is kept."),
        new("route_not_found", "404", "Nothing is served at this path.", "Check the path."),
        new(
            "scope_missing", "403",
            "The token would allow more than the key of its minter, or the credentials do not show events of this type.",
            "Ask for what the credentials allow, or use another key."),
        new("scope_unknown", "400", "There is no such scope.", "Use a scope that errors[].detail lists."),
        new("send_at_past", "400", "The time to send at is in the past.", "Send a later time, or none to send at once."),
        new("service_duplicate", "400", "The order names a service twice.", "Name each service once."),
        new("service_exists", "409", "A service with this id exists.", "Use another id, or change the existing service."),
        new("service_in_use", "409", "Orders use the service.", "Delete or change these orders first."),
        new("service_inactive", "400", "The service takes no new orders.", "Choose another service, or make it active again."),
        new("service_key_inactive", "409", "The service key is revoked or expired.", "Create a new key."),
        new("service_key_not_found", "404", "There is no service key with this id.", "Check the id."),
        new("service_not_found", "404", "There is no service with this id.", "Check the id."),
        new("service_unknown", "400", "The order names a service that does not exist.", "Create the service, or correct its id."),
        new("shutting_down", "503", "This replica is shutting down.", "Use another replica."),
        new("since_or_after", "400", "A replay has no start, or two of them.", "Send either since or after."),
        new(
            "sms_key_retired", "503", "The encryption key of this replica was retired.",
            "Tell the operator to restart it with the current key."),
        new("sms_not_cancelable", "409", "The SMS is being sent, was sent, or has a terminal status.", "Read its status."),
        new("sms_not_found", "404", "There is no SMS message with this id.", "Check the id."),
        new("sms_not_redactable", "409", "The SMS has no terminal status yet.", "Retry when is_final is true, or cancel the SMS."),
        new(
            "sms_quota_used_up", "429", "The backend has sent as many SMS today as the operator allows.",
            "Retry after the time in Retry-After."),
        new(
            "sms_recipient_limit_reached", "429", "The number has got as many SMS as the operator allows.",
            "Retry after the time in Retry-After."),
        new("status_invalid", "400", "There is no such status.", "Use a status of the API description."),
        new("target_too_long", "414", "Path and query are longer than 8192 characters.", "Shorten the query."),
        new("text_invalid", "400", "A text is not valid Unicode, or has characters that are not allowed.", "Remove control characters."),
        new("too_few", "400", "A list has too few items.", "Send at least one item."),
        new("too_long", "400", "A text is too long.", "Shorten the text; errors[].detail has the limit."),
        new("too_many", "400", "A list has too many items.", "Send fewer items; errors[].detail has the limit."),
        new("too_many_connections", "503", "This replica serves as many streams as it can.", "Retry after the time in Retry-After."),
        new("too_many_decimals", "400", "A number has too many decimals.", "Round the number."),
        new("too_many_endpoints", "409", "There are 100 webhook endpoints.", "Delete one that is not used any more."),
        new("too_many_streams", "429", "The caller has too many streams at a time.", "End a stream, or ask for pages."),
        new("type_invalid", "400", "A value has the wrong type.", "Send the type of the API description."),
        new(
            "unauthorized", "401", "The credentials are missing, invalid, expired or revoked.",
            "Send Authorization: Bearer with a key or token."),
        new("unknown_field", "400", "The body has a member that the operation does not know.", "Remove or correct the member."),
        new("unknown_parameter", "400", "The operation has no such query parameter.", "Remove or correct the parameter."),
        new("unsupported_media_type", "415", "The body is not application/json in UTF-8.", "Send JSON in UTF-8 with its Content-Type."),
        new(
            "url_not_allowed", "400", "Webhooks cannot be sent to this URL: it is not absolute, or its host is private or reserved.",
            "Use a public host, without user information and fragment; the operator can open networks."),
        new("user_deactivated", "409", "The user is deactivated.", "Reactivate the user, or use another one."),
        new("user_exists", "409", "A user with this id exists.", "Use another id, or change the existing user."),
        new("user_not_found", "404", "There is no user with this id.", "Check the id."),
        new("user_scope_unknown", "400", "A user token cannot carry this scope.", "Use a scope that errors[].detail lists."),
        new("user_token_not_found", "404", "The user has no valid token with this id.", "Check the id; the token may have ended."),
        new(
            "validation_failed", "400", "The request is not valid.",
            "Correct what errors lists: each pointer names a member or parameter."),
        new(
            "webhook_delivery_not_found", "404", "The endpoint has no delivery of this event.",
            "Check the id; a replay with only=all delivers older events."),
        new("webhook_endpoint_disabled", "409", "The webhook endpoint is disabled.", "Enable it first: PUT with enabled true."),
        new("webhook_endpoint_not_found", "404", "There is no webhook endpoint with this id.", "Check the id."),
    ];
}
