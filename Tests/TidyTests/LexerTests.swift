import Testing

@Suite("Swift text is split into code, comments and literals")
struct LexerTests {
  @Test(arguments: [
    ("a // b\nc", "a     \nc"),
    ("a /* b /* c */ d */ e", "a                   e"),
    ("\"x\\\"y\" + z", "\"    \" + z"),
    ("\"a\\(b + \"c\")d\"", "\"  (b + \" \") \""),
    ("\"a\\(f(b))c\" d", "\"  (f(b)) \" d"),
    ("#\"a\"b\\(c)\"# d", "#\"       \"# d"),
    ("#\"a\\#(b)c\"#", "#\"   (b) \"#"),
    ("\"\"\"\n\"a\" // b\n\"\"\" c", "\"\"\"\n        \n\"\"\" c"),
    ("#/a\"b/# c", "        c"),
    ("f(/a\"\\/b/)", "f(       )"),
    ("a / b / c", "a / b / c"),
    ("reduce(1, /) + f(/, 2)", "reduce(1, /) + f(/, 2)"),
    ("`a b!` c", "______ c"),
    ("#if A", "#if A"),
    ("/// \"a\nb", "      \nb"),
    ("\"open\nnext", "\"    \nnext"),
  ])
  func `code keeps its place`(_ text: String, _ code: String) {
    let source = SourceText(path: "A.swift", text: text)
    #expect(String(decoding: source.code.bytes, as: UTF8.self) == code)
  }

  @Test("comments and literals are kept apart")
  func commentsAndLiterals() {
    let source = SourceText(path: "A.swift", text: "x(\"lit\") // note")
    #expect(source.comments.tokens.map { source.comments.text($0) } == ["/", "/", "note"])
    #expect(source.literals.tokens.map { source.literals.text($0) } == ["lit"])
  }

  @Test("every file of the package closes what it opens")
  func theWholePackageIsRead() {
    for file in Tree.package.files where file.isSwift {
      let signs = file.code.tokens.filter { !$0.isWord }.map { file.code.text($0) }
      for (opening, closing) in [("(", ")"), ("{", "}"), ("[", "]")] {
        let opened = signs.count { $0 == opening }
        #expect(opened == signs.count { $0 == closing }, "\(file.path): \(opening) and \(closing) differ")
      }
    }
  }
}
