// Reads what Terraform providers' sources say of their resources' properties, and writes it as JSON: which force a new resource, which
// are sets. Nothing of a provider is built or run: its declarations are read as they stand. See generate.ts.
//
//	go run schemas.go -kind services|packages -ext .go FOLDER > schemas.json
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Attr is a property of a resource, as Terraform has it.
type Attr struct {
	New     bool             `json:"new,omitempty"`     // a change forces a new resource
	Set     bool             `json:"set,omitempty"`     // a list without order
	Decides bool             `json:"decides,omitempty"` // the provider decides by the values
	Attrs   map[string]*Attr `json:"attrs,omitempty"`
}

// Package is what a folder declares, by name. Methods are under "Type.Method".
type Package struct {
	funcs  map[string]*ast.FuncDecl
	values map[string]ast.Expr
	embeds map[string][]string
}

var (
	clause = regexp.MustCompile(`(?m)^package .*\n`)
	// How providers name what is no resource.
	notResource = regexp.MustCompile(`(?i)datasource|ephemeral|ds$`)
	grouped     = regexp.MustCompile(`^(?:var|const)\.(\w+)\.\w+$`)
)

func load(folder, ext string) *Package {
	pkg := &Package{map[string]*ast.FuncDecl{}, map[string]ast.Expr{}, map[string][]string{}}
	files, _ := filepath.Glob(filepath.Join(folder, "*"+ext))
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err == nil { // an index names a package by its whole path
			source = clause.ReplaceAll(source, []byte("package p\n"))
			// ... and leaves out the keyword of what stood in a group.
			if name := grouped.FindStringSubmatch(filepath.Base(file)); name != nil {
				source = regexp.MustCompile(`(?m)^\t?`+name[1]+`\b`).ReplaceAll(source, []byte("var "+name[1]))
			}
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", file, err)
			continue
		}
		for _, decl := range parsed.Decls {
			pkg.add(decl)
		}
	}
	return pkg
}

func (p *Package) add(decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil && len(d.Recv.List) > 0 {
			name = typeName(d.Recv.List[0].Type) + "." + name
		}
		p.funcs[name] = d
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if value, ok := spec.(*ast.ValueSpec); ok {
				for i, name := range value.Names {
					if i < len(value.Values) {
						p.values[name.Name] = value.Values[i]
					}
				}
			}
			if declared, ok := spec.(*ast.TypeSpec); ok {
				if of, ok := declared.Type.(*ast.StructType); ok {
					for _, field := range of.Fields.List {
						if len(field.Names) == 0 {
							p.embeds[declared.Name.Name] = append(p.embeds[declared.Name.Name], typeName(field.Type))
						}
					}
				}
			}
		}
	}
}

// schemaOf is the Schema method of a type, or of what it embeds.
func (p *Package) schemaOf(receiver string) *ast.FuncDecl {
	if method := p.funcs[receiver+".Schema"]; method != nil {
		return method
	}
	for _, embedded := range p.embeds[receiver] {
		if method := p.schemaOf(embedded); method != nil {
			return method
		}
	}
	return nil
}

func typeName(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// scope is a package with the local variables of a function.
type scope struct {
	pkg    *Package
	locals map[string]ast.Expr
	puts   map[string][][2]ast.Expr // x[key] = value, by x
	depth  int
}

func (s scope) enter(body *ast.BlockStmt) (scope, ast.Expr) {
	inner := scope{s.pkg, map[string]ast.Expr{}, map[string][][2]ast.Expr{}, s.depth + 1}
	for k, v := range s.locals {
		inner.locals[k] = v
	}
	var result ast.Expr
	ast.Inspect(body, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 && len(n.Rhs) == 1 {
				switch left := n.Lhs[0].(type) {
				case *ast.Ident:
					inner.locals[left.Name] = n.Rhs[0]
				case *ast.IndexExpr:
					if of, ok := left.X.(*ast.Ident); ok {
						inner.puts[of.Name] = append(inner.puts[of.Name], [2]ast.Expr{left.Index, n.Rhs[0]})
					}
				case *ast.SelectorExpr: // resp.Schema = …
					if left.Sel.Name == "Schema" {
						result = n.Rhs[0]
					}
				}
			}
		case *ast.ReturnStmt:
			if len(n.Results) > 0 {
				result = n.Results[0]
			}
		}
		return true
	})
	return inner, result
}

// resolve follows names and calls to a literal.
func (s scope) resolve(expr ast.Expr) (scope, *ast.CompositeLit) {
	if s.depth > 12 {
		return s, nil
	}
	switch e := expr.(type) {
	case *ast.CompositeLit:
		return s, e
	case *ast.UnaryExpr:
		return s.resolve(e.X)
	case *ast.StarExpr:
		return s.resolve(e.X)
	case *ast.ParenExpr:
		return s.resolve(e.X)
	case *ast.Ident:
		if local, ok := s.locals[e.Name]; ok && local != expr {
			s.depth++
			return s.resolve(local)
		}
		if value, ok := s.pkg.values[e.Name]; ok {
			return scope{s.pkg, nil, nil, s.depth + 1}.resolve(value)
		}
		if f, ok := s.pkg.funcs[e.Name]; ok && f.Body != nil {
			inner, result := s.enter(f.Body)
			return inner.resolve(result)
		}
	case *ast.FuncLit:
		inner, result := s.enter(e.Body)
		return inner.resolve(result)
	case *ast.CallExpr:
		switch f := e.Fun.(type) {
		case *ast.FuncLit:
			inner, result := s.enter(f.Body)
			return inner.resolve(result)
		case *ast.Ident:
			if decl, ok := s.pkg.funcs[f.Name]; ok && decl.Body != nil {
				inner, result := scope{s.pkg, nil, nil, s.depth}.enter(decl.Body)
				inner.bind(decl, e.Args)
				return inner.resolve(result)
			}
		case *ast.SelectorExpr:
			if f.Sel.Name == "Clone" && len(e.Args) == 1 { // maps.Clone
				return s.resolve(e.Args[0])
			}
			if decl, ok := s.pkg.funcs[f.Sel.Name]; ok && decl.Body != nil && decl.Recv == nil {
				inner, result := scope{s.pkg, nil, nil, s.depth}.enter(decl.Body)
				return inner.resolve(result)
			}
		}
	}
	return s, nil
}

func (s scope) bind(decl *ast.FuncDecl, args []ast.Expr) {
	at := 0
	for _, field := range decl.Type.Params.List {
		for _, name := range field.Names {
			if at < len(args) {
				if _, known := s.locals[name.Name]; !known {
					s.locals[name.Name] = args[at]
				}
			}
			at++
		}
	}
}

func field(lit *ast.CompositeLit, name string) ast.Expr {
	for _, element := range lit.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == name {
				return pair.Value
			}
		}
	}
	return nil
}

// attrs reads a map of names to properties.
func (s scope) attrs(expr ast.Expr) map[string]*Attr {
	found := map[string]*Attr{}
	inner, lit := s.resolve(expr)
	if lit != nil {
		for _, element := range lit.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				if name := inner.text(pair.Key); name != "" {
					found[name] = inner.attr(pair.Value)
				}
			}
		}
	}
	if name, ok := expr.(*ast.Ident); ok {
		for _, put := range s.puts[name.Name] {
			if key := s.text(put[0]); key != "" {
				found[key] = s.attr(put[1])
			}
		}
	}
	for of, puts := range inner.puts { // s := map…{}; s["x"] = …; return s
		if local, ok := inner.locals[of]; ok && lit != nil {
			if _, same := inner.resolve(local); same == lit {
				for _, put := range puts {
					if key := inner.text(put[0]); key != "" {
						found[key] = inner.attr(put[1])
					}
				}
			}
		}
	}
	return found
}

func (s scope) attr(expr ast.Expr) *Attr {
	attr := &Attr{}
	if call, ok := expr.(*ast.CallExpr); ok && strings.Contains(typeName(call.Fun), "ForceNew") {
		attr.New = true
	}
	inner, lit := s.resolve(expr)
	if lit == nil {
		return attr
	}
	kind := typeName(lit.Type)
	attr.Set = strings.HasPrefix(kind, "Set") || (field(lit, "Type") != nil && typeName(field(lit, "Type")) == "TypeSet")
	if flag, ok := field(lit, "ForceNew").(*ast.Ident); ok {
		attr.New = attr.New || flag.Name == "true" || (inner.locals[flag.Name] != nil && typeName(inner.locals[flag.Name]) == "true")
	}
	if modifiers := field(lit, "PlanModifiers"); modifiers != nil {
		ast.Inspect(modifiers, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				switch name := typeName(call.Fun); {
				case name == "RequiresReplace" || name == "RequiresReplaceIfConfigured" || name == "RequiresReplaceIfValuesNotNull":
					attr.New = true
				case strings.HasPrefix(name, "RequiresReplace"):
					attr.Decides = true
				}
			}
			return true
		})
	}
	for _, name := range []string{"Elem", "NestedObject"} {
		if nested := field(lit, name); nested != nil {
			if at, object := inner.resolve(nested); object != nil {
				merge(attr, at.object(object))
			}
		}
	}
	merge(attr, inner.object(lit))
	return attr
}

// object reads the properties of a resource, a block or an object.
func (s scope) object(lit *ast.CompositeLit) map[string]*Attr {
	found := map[string]*Attr{}
	for _, name := range []string{"Schema", "SchemaFunc", "Attributes", "Blocks"} {
		if part := field(lit, name); part != nil {
			for key, attr := range s.attrs(part) {
				found[key] = attr
			}
		}
	}
	return found
}

func merge(attr *Attr, attrs map[string]*Attr) {
	for name, nested := range attrs {
		if attr.Attrs == nil {
			attr.Attrs = map[string]*Attr{}
		}
		attr.Attrs[name] = nested
	}
}

// text reads a name: a literal, a constant, or one of the AWS provider's names.AttrFooBar.
func (s scope) text(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.BasicLit:
		value, _ := strconv.Unquote(e.Value)
		return value
	case *ast.BinaryExpr:
		return s.text(e.Y)
	case *ast.Ident:
		if value, ok := s.pkg.values[e.Name]; ok {
			return s.text(value)
		}
	case *ast.SelectorExpr:
		if name, ok := strings.CutPrefix(e.Sel.Name, "Attr"); ok {
			return snake(name)
		}
	}
	return ""
}

var plurals = regexp.MustCompile(`(ID|ARN|AZ|ACL|URL|IP|CIDR|DNS|KMS|VPC)s`)

func snake(name string) string {
	name = plurals.ReplaceAllStringFunc(name, func(text string) string {
		return text[:1] + strings.ToLower(text[1:])
	})
	letters := []rune(strings.ReplaceAll(name, "VPCID", "VpcID"))
	var out strings.Builder
	for i, letter := range letters {
		if unicode.IsUpper(letter) && i > 0 {
			isStart := !unicode.IsUpper(letters[i-1]) || (i+1 < len(letters) && unicode.IsLower(letters[i+1]))
			if isStart {
				out.WriteByte('_')
			}
		}
		out.WriteRune(unicode.ToLower(letter))
	}
	return out.String()
}

// decided marks what a resource's CustomizeDiff may force.
func (s scope) decided(expr ast.Expr, attrs map[string]*Attr, depth int) {
	ast.Inspect(expr, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.CallExpr:
			switch typeName(n.Fun) {
			case "ForceNewIf", "ForceNewIfChange", "ForceNew":
				if len(n.Args) > 0 {
					if attr := below(attrs, s.text(n.Args[0])); attr != nil {
						attr.Decides = true
					}
				}
			}
		case *ast.Ident:
			if f, ok := s.pkg.funcs[n.Name]; ok && f.Body != nil && depth > 0 {
				ast.Inspect(f.Body, func(inner ast.Node) bool {
					if call, ok := inner.(*ast.CallExpr); ok {
						s.decided(call, attrs, depth-1)
						return false
					}
					return true
				})
			}
		}
		return true
	})
}

// below finds a property by its path: launch_template.0.version.
func below(attrs map[string]*Attr, path string) *Attr {
	var attr *Attr
	for _, step := range strings.Split(path, ".") {
		if _, err := strconv.Atoi(step); err == nil {
			continue
		}
		if attr = attrs[step]; attr == nil {
			return nil
		}
		attrs = attr.Attrs
	}
	return attr
}

func (p *Package) sdk(expr ast.Expr) map[string]*Attr {
	s, lit := scope{p, nil, nil, 0}.resolve(expr)
	if lit == nil {
		return nil
	}
	attrs := s.object(lit)
	if custom := field(lit, "CustomizeDiff"); custom != nil {
		s.decided(custom, attrs, 2)
	}
	return attrs
}

func (p *Package) framework(receiver string) map[string]*Attr {
	method := p.schemaOf(receiver)
	if method == nil || method.Body == nil {
		return nil
	}
	s, result := scope{p, nil, nil, 0}.enter(method.Body)
	if result == nil {
		return nil
	}
	at, lit := s.resolve(result)
	if lit == nil {
		return nil
	}
	return at.object(lit)
}

// services reads packages that list their resources: the AWS provider's.
func services(folder, ext string, found map[string]map[string]*Attr) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		pkg := load(filepath.Join(folder, entry.Name()), ext)
		for _, list := range []string{"SDKResources", "FrameworkResources"} {
			method := pkg.funcs["servicePackage."+list]
			if method == nil {
				continue
			}
			ast.Inspect(method.Body, func(node ast.Node) bool {
				lit, ok := node.(*ast.CompositeLit)
				if !ok || field(lit, "TypeName") == nil {
					return true
				}
				name := (scope{pkg, nil, nil, 0}).text(field(lit, "TypeName"))
				factory := typeName(field(lit, "Factory"))
				if list == "SDKResources" {
					found[name] = pkg.sdk(&ast.Ident{Name: factory})
				} else {
					found[name] = pkg.framework(pkg.made(factory))
				}
				return false
			})
		}
	}
}

// made is the type that a factory makes: the first of which there is a Schema method.
func (p *Package) made(factory string) string {
	f := p.funcs[factory]
	if f == nil {
		return ""
	}
	name := ""
	ast.Inspect(f.Body, func(node ast.Node) bool {
		if lit, ok := node.(*ast.CompositeLit); ok && name == "" && p.schemaOf(typeName(lit.Type)) != nil {
			name = typeName(lit.Type)
		}
		return true
	})
	return name
}

// packages reads folders that each declare resources of their own, named by themselves, a constant or the folder.
func packages(folder, ext, prefix string, found map[string]map[string]*Attr) {
	entries, _ := os.ReadDir(folder)
	folders := []string{folder}
	for _, entry := range entries {
		if entry.IsDir() {
			folders = append(folders, filepath.Join(folder, entry.Name()))
		}
	}
	for _, at := range folders {
		pkg := load(at, ext)
		s := scope{pkg, nil, nil, 0}
		for name := range pkg.funcs {
			receiver, isSchema := strings.CutSuffix(name, ".Schema")
			if !isSchema {
				continue
			}
			if notResource.MatchString(receiver) {
				continue
			}
			attrs := pkg.framework(receiver)
			if attrs == nil {
				continue
			}
			name := filepath.Base(at)
			if constant, ok := pkg.values["resourceName"]; ok {
				name = s.text(constant)
			}
			if metadata := pkg.funcs[receiver+".Metadata"]; metadata != nil && metadata.Body != nil {
				ast.Inspect(metadata.Body, func(node ast.Node) bool {
					if assign, ok := node.(*ast.AssignStmt); ok {
						if text := s.text(assign.Rhs[0]); text != "" {
							name = strings.TrimPrefix(strings.TrimPrefix(text, prefix), "_")
						}
					}
					return true
				})
			}
			found[prefix+"_"+name] = attrs
		}
		if resource := pkg.funcs["Resource"]; resource != nil && resource.Recv == nil {
			if attrs := pkg.sdk(&ast.Ident{Name: "Resource"}); len(attrs) > 0 {
				found[prefix+"_"+filepath.Base(at)] = attrs
			}
		}
	}
}

func main() {
	kind := flag.String("kind", "packages", "services: packages that list their resources; packages: folders that are resources")
	ext := flag.String("ext", ".go", "how files of source end")
	prefix := flag.String("prefix", "", "with packages: how the provider's types begin")
	flag.Parse()
	found := map[string]map[string]*Attr{}
	if *kind == "services" {
		services(flag.Arg(0), *ext, found)
	} else {
		packages(flag.Arg(0), *ext, *prefix, found)
	}
	encoder := json.NewEncoder(os.Stdout)
	if err := encoder.Encode(found); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
