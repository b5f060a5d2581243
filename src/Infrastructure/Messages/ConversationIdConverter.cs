using Concierge.Domain.Messages;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concierge.Infrastructure.Messages;

internal sealed class ConversationIdConverter() : ValueConverter<ConversationId, Guid>(id => id.Value, value => new ConversationId(value));
