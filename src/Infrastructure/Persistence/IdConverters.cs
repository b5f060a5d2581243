using Concierge.Domain.Access;
using Concierge.Domain.Messages;
using Concierge.Domain.Orders;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Persistence;

internal sealed class UserIdConverter() : ValueConverter<UserId, string>(id => id.Value, value => UserId.From(value));

internal sealed class ServiceIdConverter() : ValueConverter<ServiceId, string>(id => id.Value, value => ServiceId.From(value));

internal sealed class OrderIdConverter() : ValueConverter<OrderId, string>(id => id.Value, value => OrderId.From(value));

internal sealed class SmsMessageIdConverter() : ValueConverter<SmsMessageId, Guid>(id => id.Value, value => new SmsMessageId(value));

internal sealed class ServiceKeyIdConverter() : ValueConverter<ServiceKeyId, Guid>(id => id.Value, value => new ServiceKeyId(value));

internal sealed class MessageIdConverter() : ValueConverter<MessageId, Guid>(id => id.Value, value => new MessageId(value));

internal sealed class ConversationIdConverter() : ValueConverter<ConversationId, Guid>(id => id.Value, value => new ConversationId(value));
