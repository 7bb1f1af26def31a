"""What each trade sells: invented brands on goods any Argentine shop keeps, with 2026 wholesale prices."""

from dataclasses import dataclass
from decimal import Decimal

SERVICE = "SV"
"""The unit of what is invoiced once, such as a month's fee."""


@dataclass(frozen=True)
class Product:
    name: str
    unit: str
    price: Decimal
    """Net of IVA, a unit."""
    tax_rate: Decimal
    pack: int = 1
    """Units in what is invoiced as one."""
    internal_rate: Decimal = Decimal(0)
    """Impuestos internos, percent of the net amount."""


@dataclass(frozen=True)
class Trade:
    name: str
    title: str
    """How such a supplier's name begins."""
    activity: str
    products: tuple[Product, ...]


def goods(table: str) -> tuple[Product, ...]:
    """One product a row: name | unit | price | IVA | pack | internal."""
    products = []
    for row in table.strip().splitlines():
        name, unit, price, rate, *rest = (cell.strip() for cell in row.split("|"))
        pack = int(rest[0]) if rest else 1
        internal = Decimal(rest[1]) if len(rest) > 1 else Decimal(0)
        products.append(Product(name, unit, Decimal(price), Decimal(rate), pack, internal))
    return tuple(products)


GROCERY = Trade(
    "grocery",
    "Distribuidora",
    "Distribución mayorista de alimentos",
    goods("""
Yerba mate Amanecida con palo 1 kg      | UN | 3120.50 | 21   | 10
Yerba mate Amanecida suave 500 g        | UN | 1695.25 | 21   | 20
Fideos tirabuzón Nonna Delfa 500 g      | UN | 812.40  | 21   | 20
Fideos spaghetti Nonna Delfa 500 g      | UN | 798.90  | 21   | 20
Aceite de girasol Campo Rubio 1,5 L     | UN | 2890.00 | 21   | 8
Aceite mezcla Campo Rubio 900 ml        | UN | 1540.75 | 21   | 12
Harina de trigo 000 Molienda Clara 1 kg | UN | 645.30  | 10.5 | 10
Harina leudante Molienda Clara 1 kg     | UN | 790.15  | 21   | 10
Arroz largo fino El Estero 1 kg         | UN | 1120.00 | 21   | 10
Polenta instantánea Ñusta 500 g         | UN | 598.60  | 21   | 12
Azúcar común Zafra Nueva 1 kg           | UN | 905.10  | 21   | 10
Puré de tomate Huerta Ñata 520 g        | UN | 560.85  | 21   | 12
Arvejas secas remojadas Huerta Ñata 300 g | UN | 472.20 | 21  | 24
Atún al natural Marea Baja 170 g        | UN | 1680.00 | 21   | 24
Mermelada de durazno Tía Elvira 454 g   | UN | 1390.45 | 21   | 12
Dulce de leche repostero Tía Elvira 1 kg | UN | 3275.00 | 21  | 6
Galletitas de agua Crocantina 3 x 110 g | UN | 1085.35 | 21   | 12
Galletitas surtidas Crocantina 400 g    | UN | 1460.90 | 21   | 14
Café molido torrado Don Segismundo 250 g | UN | 2745.60 | 21  | 12
Mate cocido Amanecida x 25 saquitos     | UN | 655.00  | 21   | 24
"""),
)
DRINKS = Trade(
    "drinks",
    "Bebidas",
    "Distribución de bebidas",
    goods("""
Gaseosa cola Tukipá 2,25 L x 6          | PK | 9870.00  | 21 | 6  | 8.6957
Gaseosa lima limón Tukipá 2,25 L x 6    | PK | 9870.00  | 21 | 6  | 8.6957
Gaseosa pomelo Tukipá 500 ml x 12       | PK | 8140.50  | 21 | 12 | 4.1667
Agua mineral sin gas Vertiente Quilmay 2 L x 6 | PK | 4215.00 | 21 | 6
Agua saborizada manzana Frutal Nativa 1,5 L x 6 | PK | 5390.25 | 21 | 6 | 4.1667
Soda sifón Burbujal 1,5 L x 6           | PK | 4480.00  | 21 | 6
Cerveza rubia Lúpulo Andino 1 L x 12    | CJ | 19350.00 | 21 | 12 | 8.6957
Cerveza negra Lúpulo Andino 473 ml x 24 | PK | 24960.00 | 21 | 24 | 8.6957
Vino malbec Finca Tolderías 750 ml x 6  | CJ | 17820.00 | 21 | 6
Vino torrontés Finca Tolderías 750 ml x 6 | CJ | 16440.00 | 21 | 6
Fernet Serrano Bravo 750 ml x 6         | CJ | 41300.00 | 21 | 6  | 25
Jugo de naranja Frutal Nativa 1 L x 12  | PK | 13260.00 | 21 | 12
"""),
)
CLEANING = Trade(
    "cleaning",
    "Química",
    "Artículos de limpieza y perfumería",
    goods("""
Lavandina concentrada Blanquísima 1 L   | UN | 890.40  | 21 | 12
Detergente limón Espumil 750 ml         | UN | 1320.00 | 21 | 15
Limpiador de pisos lavanda Pisolino 900 ml | UN | 985.75 | 21 | 12
Jabón en polvo matic Espumil 800 g      | UN | 2140.30 | 21 | 12
Suavizante Brisa Tersa 900 ml           | UN | 1675.20 | 21 | 12
Rollo de cocina Plieguito 3 x 50 paños  | UN | 1415.00 | 21 | 10
Papel higiénico Plieguito 4 x 30 m      | UN | 1690.85 | 21 | 12
Esponja con fibra Friega Fácil x 3      | UN | 745.60  | 21 | 24
Trapo de piso gris 50 x 60 cm           | UN | 610.00  | 21 | 12
Bolsas de consorcio 80 x 110 cm x 10    | UN | 1120.45 | 21 | 20
Desodorante de ambiente Brisa Tersa 360 ml | UN | 1830.00 | 21 | 12
Shampoo manzanilla Cabellia 400 ml       | UN | 2260.90 | 21 | 12
Jabón de tocador Pétala 3 x 125 g       | UN | 1540.00 | 21 | 24
Alcohol en gel Manos Listas 250 ml      | UN | 1195.35 | 21 | 12
"""),
)
STATIONERY = Trade(
    "stationery",
    "Papelera",
    "Librería comercial y escolar por mayor",
    goods("""
Cuaderno tapa dura rayado Hojarasca 16 x 21 cm 98 hojas, colores surtidos | UN | 4120.00 | 21
Repuesto de hojas cuadriculadas Hojarasca N.º 3 x 480 hojas con refuerzo | UN | 7890.50 | 21
Resma papel obra A4 75 g Blancanube x 500 hojas | RE | 6240.00 | 21
Lápices de color largos Arcoíris Criollo x 12 unidades con sacapuntas | CJ | 3365.25 | 21
Bolígrafo azul trazo medio Tinta Fina x 50 | CJ | 11480.00 | 21
Marcadores al agua Arcoíris Criollo punta gruesa x 10 | CJ | 2915.40 | 21
Adhesivo vinílico escolar Pegotín 250 g  | UN | 1860.00 | 21
Tijera escolar punta roma Cortafino 13 cm | UN | 1275.80 | 21
Cartulina 50 x 65 cm color, paquete x 20 pliegos | PQ | 4680.00 | 21
Goma de borrar lápiz-tinta Borrín x 40  | CJ | 5990.00 | 21
Libro de cuentos "La tortuga del monte", tapa blanda, 64 páginas | UN | 8750.00 | 0
Manual escolar 4.º grado Sendas del Aula | UN | 16400.00 | 0
Carpeta N.º 3 con ganchos Hojarasca, cartoné forrado | UN | 3540.90 | 21
"""),
)
BUTCHER = Trade(
    "butcher",
    "Frigorífico",
    "Abastecedor de carnes",
    goods("""
Media res novillo            | KG | 5480.00 | 10.5
Asado de tira                | KG | 7350.00 | 10.5
Vacío                        | KG | 8290.00 | 10.5
Nalga sin tapa               | KG | 8140.00 | 10.5
Bola de lomo                 | KG | 7725.00 | 10.5
Roast beef                   | KG | 6110.00 | 10.5
Carne picada especial        | KG | 5290.00 | 10.5
Matambre                     | KG | 7980.00 | 10.5
Pollo entero eviscerado      | KG | 2365.00 | 10.5
Pechito de cerdo             | KG | 4720.00 | 10.5
Bondiola de cerdo            | KG | 6050.00 | 10.5
Chorizo parrillero           | KG | 4985.00 | 21
"""),
)
DELI = Trade(
    "deli",
    "Fiambres",
    "Fiambres, quesos y embutidos",
    goods("""
Jamón cocido natural La Cañadita        | KG | 9860.00  | 21
Paleta sandwichera La Cañadita          | KG | 5340.00  | 21
Salame picado fino Tata Jacinto         | KG | 12750.00 | 21
Mortadela con pistachos Tata Jacinto    | KG | 6480.00  | 21
Queso cremoso Tambo Hondo horma         | KG | 6935.00  | 21
Queso en barra Tambo Hondo              | KG | 7410.00  | 21
Queso sardo estacionado Tambo Hondo     | KG | 11890.00 | 21
Ricota magra Tambo Hondo 500 g          | UN | 2180.00  | 21
Salchichas tipo viena La Cañadita x 6   | UN | 1265.00  | 21
Aceitunas verdes descarozadas balde 2 kg | UN | 10940.00 | 21
Manteca Tambo Hondo 200 g               | UN | 2075.00  | 21
"""),
)
SWEETS = Trade(
    "sweets",
    "Golosinas",
    "Golosinas y cigarrería por mayor",
    goods("""
Alfajor chocolate Merengón x 24         | CJ | 11760.00 | 21 | 24
Alfajor de maicena Merengón x 12        | CJ | 7340.00  | 21 | 12
Caramelos masticables Tutifrú 800 g     | BL | 5125.50  | 21
Chicles menta Globito x 100             | CJ | 6880.00  | 21 | 100
Chocolate con maní Cacao Sur 100 g x 12 | DS | 18990.00 | 21 | 12
Turrón de maní Fiestero x 50            | CJ | 8215.00  | 21 | 50
Bizcochos de grasa Don Hojaldre 200 g   | UN | 815.75   | 21
Papas fritas Crujipampa 140 g           | UN | 1690.00  | 21
Maní salado Crujipampa 120 g            | UN | 905.40   | 21
Oblea de limón Obleína 100 g x 24       | CJ | 13680.00 | 21 | 24
Pastillas de eucalipto Aireñas x 12    | DS | 6240.00  | 21 | 12
"""),
)
BAKERY = Trade(
    "bakery",
    "Panificados",
    "Elaboración artesanal de panificados",
    goods("""
Pan flauta                   | KG | 1950.00 | 10.5
Pan de molde casero 600 g    | UN | 2300.00 | 10.5
Medialunas de manteca x 12   | DOC | 5400.00 | 21
Facturas surtidas x 12       | DOC | 4800.00 | 21
Prepizza x 2                 | UN | 1850.00 | 21
Grisines con sésamo 250 g    | UN | 1600.00 | 21
Budín de naranja             | UN | 2900.00 | 21
Chipá congelado              | KG | 6200.00 | 21
Tapas de empanada x 12       | UN | 1450.00 | 21
"""),
)
