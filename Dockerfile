# Concierge as an image. The framework is the base image's, so that an update of the program is one layer of 11 MB; a self-contained
# program would bring the same framework along, and trimming it is ruled out by what reads types at run time (EF Core, MediatR, AutoMapper).
#
# A nuget.config beside this file, if there is one, says where packages come from; else NuGet's default does.
#
# The final stage runs no command, so that bases without a shell do as well, at about half the size:
#   docker build --build-arg RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled .
#   docker build --build-arg RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-alpine .
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS restore
WORKDIR /repo
# Build output stays out of the sources, which compose.dev.yml mounts here read-only. CI=true: docs/openapi.json is not written.
ENV ArtifactsPath=/artifacts CI=true
COPY global.json Directory.Build.props Directory.Packages.props [Nn]u[Gg]et.[Cc]onfi[g] ./
COPY src/Domain/Domain.csproj src/Domain/packages.lock.json src/Domain/
COPY src/Application/Application.csproj src/Application/packages.lock.json src/Application/
COPY src/Infrastructure/Infrastructure.csproj src/Infrastructure/packages.lock.json src/Infrastructure/
COPY src/Api/Api.csproj src/Api/packages.lock.json src/Api/
RUN dotnet restore src/Api --locked-mode

FROM restore AS publish
COPY .editorconfig LICENSE ./
COPY src src
# Left out: the native launcher and the settings of IIS, which nothing here starts, and documentation for compilers.
RUN dotnet publish src/Api --no-restore --configuration Release --output /app -p:UseAppHost=false -p:IsTransformWebConfigDisabled=true \
    && rm /app/*.xml && cp LICENSE /app/ && chmod -R a+rX,go-w /app

FROM ${RUNTIME}
WORKDIR /app
COPY --from=publish /app .
ENV ASPNETCORE_HTTP_PORTS=8000
EXPOSE 8000
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["dotnet", "Concierge.Api.dll", "health"]
ENTRYPOINT ["dotnet", "Concierge.Api.dll"]
ARG REVISION=
LABEL org.opencontainers.image.title="Concierge" \
      org.opencontainers.image.description="Users, private messages, SMS and service orders behind one REST API on PostgreSQL" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.revision="${REVISION}"
