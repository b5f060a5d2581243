using Concierge.Domain.Messages;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Messages;

internal sealed class MessageIdConverter() : ValueConverter<MessageId, Guid>(id => id.Value, value => new MessageId(value));
