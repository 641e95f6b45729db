// swift-tools-version:6.2
import PackageDescription

let common: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]
let strict: [SwiftSetting] = common + [.strictMemorySafety()]

/// The pure core is compiled as whole modules in debug builds too: the compiler can follow a call into another file only
/// then, and it must, to prove that the control step allocates nothing and takes no lock (docs/decisions/0002).
let pure: [SwiftSetting] =
  strict + [.unsafeFlags(["-disable-batch-mode", "-wmo", "-num-threads", "2"], .when(configuration: .debug))]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nio: [Target.Dependency] = ["NIOCore", "NIOPosix", "NIOHTTP1"].map { .product(name: $0, package: "swift-nio") }
let core: [Target.Dependency] = ["Quantities", "Therapy", "Safety", "Controller"]

let package = Package(
  name: "infusiond",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // Pure: no I/O, no clock, no randomness.
    .target(name: "Quantities", swiftSettings: pure),
    .target(name: "Therapy", dependencies: ["Quantities"], swiftSettings: pure),
    .target(name: "Safety", dependencies: ["Quantities", "Therapy"], swiftSettings: pure),
    .target(name: "Controller", dependencies: ["Quantities", "Therapy", "Safety"], swiftSettings: pure),
    .target(
      name: "Drivers", dependencies: ["Quantities", "Therapy", "Safety"],
      exclude: ["refpump/README.md", "nonin/README.md", "tower/README.md"], swiftSettings: pure),

    // Shell: moves bytes, has no opinions.
    .target(name: "CLinux"),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CModbus", pkgConfig: "libmodbus", providers: [.apt(["libmodbus-dev"])]),
    .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Platform", dependencies: ["Quantities", "CLinux", "CSystemd", "CCrypto"], swiftSettings: strict),
    .target(
      name: "Devices", dependencies: ["Quantities", "Therapy", "Safety", "Drivers", "Platform", "CModbus"],
      swiftSettings: strict),
    .target(
      name: "Annunciators", dependencies: ["Quantities", "Safety", "Drivers", "Platform", "CALSA"], swiftSettings: strict),
    .target(
      name: "ConfigurationFiles",
      dependencies: [
        "Quantities", "Therapy", "Controller", "Drivers", "Platform", .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: strict),
    .target(
      name: "Journal",
      dependencies: ["Quantities", "Therapy", "Safety", "Controller", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .target(name: "ControlAPI", dependencies: nio, swiftSettings: strict),
    .target(
      name: "ControlServer",
      dependencies: core + nio + [
        "ControlAPI",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "infusiond",
      dependencies: core + [
        "Annunciators", "ConfigurationFiles", "ControlAPI", "ControlServer", "Devices", "Drivers", "Journal", "Platform",
        argumentParser,
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "infusionctl", dependencies: ["ConfigurationFiles", "ControlAPI", "Quantities", "Therapy", argumentParser],
      swiftSettings: strict),

    // hardware-sim: devices and a patient that speak the real wire protocols.
    .target(
      name: "HardwareSim", dependencies: ["Quantities", "Therapy"], path: "hardware-sim/Models", swiftSettings: strict),
    .executableTarget(
      name: "infusion-sim", dependencies: ["HardwareSim", "Platform", "Quantities", argumentParser],
      path: "hardware-sim/Tool", swiftSettings: strict),

    // Tests, by module; then the whole, the style, and the figures.
    .testTarget(
      name: "AnnunciatorsTests", dependencies: ["Annunciators", "Drivers", "Platform", "Quantities", "Safety"],
      swiftSettings: common),
    .testTarget(
      name: "ConfigurationFilesTests",
      dependencies: ["ConfigurationFiles", "Quantities", "Therapy", "Controller", "Platform"], swiftSettings: common),
    .testTarget(
      name: "ControllerTests", dependencies: core + ["CAllocationCount", "OperatorWalk", "SplitMix"], swiftSettings: common),
    .testTarget(name: "ControlAPITests", dependencies: nio + ["ControlAPI"], swiftSettings: common),
    .testTarget(
      name: "ControlServerTests",
      dependencies: core + nio + [
        "infusionctl", "ControlAPI", "ControlServer", "Journal", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "DevicesTests", dependencies: ["Devices", "Drivers", "HardwareSim", "Platform", "Quantities", "Safety"],
      swiftSettings: common),
    .testTarget(
      name: "DriversTests", dependencies: ["Drivers", "Quantities", "Therapy", "Safety"], swiftSettings: common),
    .testTarget(
      name: "HardwareSimTests", dependencies: ["HardwareSim", "Quantities", "Therapy", "infusion-sim"], swiftSettings: common),
    .testTarget(
      name: "InfusiondTests",
      dependencies: core + [
        "infusiond", "ConfigurationFiles", "ControlAPI", "Journal", "Platform", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "InfusionctlTests", dependencies: ["infusionctl", "ControlAPI", "Quantities", "Therapy"], swiftSettings: common),
    .testTarget(
      name: "JournalTests", dependencies: core + ["Journal", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: common),
    .testTarget(
      name: "OracleTests", dependencies: ["Quantities", "Therapy", "Safety", "SplitMix"],
      exclude: ["README.md", "Tables"], swiftSettings: common),
    .testTarget(name: "PlatformTests", dependencies: ["Platform", "CLinux", "Quantities"], swiftSettings: common),
    .testTarget(
      name: "QuantitiesTests", dependencies: ["Quantities", "SplitMix"], exclude: ["Golden"], swiftSettings: common),
    .testTarget(
      name: "SafetyTests", dependencies: ["Quantities", "Therapy", "Safety", "SplitMix"], swiftSettings: common),
    .testTarget(
      name: "TherapyTests", dependencies: ["Quantities", "Therapy", "SplitMix"], exclude: ["Kinetics/Golden"],
      swiftSettings: common),
    .testTarget(
      name: "EndToEndTests", dependencies: ["CHang", "infusiond", "infusionctl", "infusion-sim"], swiftSettings: common),
    .testTarget(name: "TidyTests", swiftSettings: common),
    .target(name: "SplitMix", path: "Tests/Support/SplitMix", swiftSettings: common),
    .target(
      name: "OperatorWalk", dependencies: core + ["SplitMix"], path: "Tests/Support/OperatorWalk", swiftSettings: common),
    .executableTarget(
      name: "infusion-walk", dependencies: ["Controller", "OperatorWalk"], path: "Tests/OperatorWalk", swiftSettings: common),
    .executableTarget(
      name: "infusion-alarm-load", dependencies: core + ["SplitMix"], path: "Tests/AlarmLoad", swiftSettings: common),
    .target(name: "CHang", path: "Tests/Support/CHang"),
    .target(name: "CAllocationCount", path: "Tests/Support/CAllocationCount"),
    .target(name: "CKinetics", path: "Tests/Support/CKinetics"),
    .executableTarget(
      name: "infusion-bench", dependencies: core + ["CAllocationCount", "CKinetics", "Platform"], path: "Tests/Benchmarks",
      swiftSettings: common),
  ]
)
