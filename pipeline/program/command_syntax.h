#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace cityflux {

// CLI11 is header-only and takes seconds to compile in each source. Only
// command_syntax.cpp includes it.

/// Syntax of one option or positional argument. Copies refer to the same option. The ProgramSyntax
/// must outlive them.
class OptionSyntax {
public:
    explicit OptionSyntax(CLI::Option& option);

    /// Sets the word for the value in the help, e.g. "FILE".
    OptionSyntax type_name(std::string_view name);
    /// Replaces the help text.
    OptionSyntax description(std::string_view text);
    /// Lists the option under a heading of its own in the help.
    OptionSyntax group(std::string_view heading);
    /// Shows the present value of the variable as the default in the help.
    OptionSyntax show_default();

    /// Refuses a command line without the option; allows it again if `value` is false.
    OptionSyntax required(bool value = true);
    /// Splits each argument at `separator` into several values.
    OptionSyntax separated_by(char separator);
    /// Takes one argument each time the option is given, so that positional arguments may follow a
    /// list.
    OptionSyntax single_argument();

    /// Refuses values outside [least, most]. Help and messages show integers or decimals, by the
    /// type of the bounds.
    OptionSyntax within(int least, int most);
    OptionSyntax within(double least, double most);
    /// Refuses numbers that are not positive.
    OptionSyntax positive();
    /// Refuses words that are not in the list.
    OptionSyntax one_of(std::initializer_list<std::string_view> words);

    /// Refuses a command line with this option and without `other`.
    OptionSyntax needs(OptionSyntax other);
    /// Refuses a command line with both options.
    OptionSyntax excludes(OptionSyntax other);

    /// Returns true if the parsed command line has the option.
    bool given() const;

private:
    CLI::Option* option_;
};

/// Syntax of one command. Copies refer to the same command. The ProgramSyntax must outlive them.
class CommandSyntax {
public:
    explicit CommandSyntax(CLI::App& command);

    /// Adds an option ("--output,-o") or a positional argument ("rasters"). Parsing writes to
    /// `value` if the option is given. `value` must outlive the parsing.
    OptionSyntax option(std::string_view names, std::string& value, std::string_view help);
    OptionSyntax option(
        std::string_view names, std::filesystem::path& value, std::string_view help);
    OptionSyntax option(std::string_view names, int& value, std::string_view help);
    OptionSyntax option(std::string_view names, double& value, std::string_view help);
    OptionSyntax option(
        std::string_view names, std::optional<double>& value, std::string_view help);
    OptionSyntax option(
        std::string_view names, std::optional<std::size_t>& value, std::string_view help);
    OptionSyntax option(
        std::string_view names, std::vector<std::string>& value, std::string_view help);
    /// Adds an option without an argument, which sets `value` to true.
    OptionSyntax flag(std::string_view names, bool& value, std::string_view help);
    /// Returns an option that was added before. Throws std::runtime_error
    /// if no option has that name.
    OptionSyntax existing(std::string_view name);

    /// Sets the text below the options in the help.
    void footer(std::string_view text);

private:
    CLI::App* command_;
};

/// Syntax of the program: its commands with their options, and the parser of a command line. A
/// command line names one command.
class ProgramSyntax {
public:
    ProgramSyntax(std::string_view name, std::string_view description);
    ~ProgramSyntax();

    /// Adds the flag that prints what `text` returns.
    void version_flag(std::string_view name, std::string (*text)(), std::string_view help);
    /// Sets the text below the commands in the help.
    void footer(std::string_view text);
    CommandSyntax add_command(std::string_view name, std::string_view help);

    /// Parses a command line, whose first word is the program. Returns the name of the command.
    /// Returns std::nullopt after printing help or versions to standard output, if they are asked
    /// for. Throws UsageError if the command line does not fit the syntax. The message has the
    /// nearest name for an unknown command or option.
    std::optional<std::string> parse(int argc, const char* const* argv);

private:
    std::unique_ptr<CLI::App> program_;
};

} // namespace cityflux
